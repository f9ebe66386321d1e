import * as z from "zod";
import { classOf } from "../policy/endpoints/judge.ts";
import { maskAnswer } from "../policy/masking/mask.ts";
import { dataText } from "./api_data.ts";
import { explainedByPlace } from "./api_place.ts";
import { apiPath, type ApiRequest, checkedRequest, uncheckedNote } from "./api_request.ts";
import { limit } from "./fields.ts";
import { defineTool, type ToolContext } from "./tool.ts";

/** An answer, and which rows of it were asked for. */
interface ReadAnswer {
  readonly request: ApiRequest;
  readonly data: unknown;
  readonly total: number | undefined;
  /** True when Proxmox has picked the rows itself. */
  readonly isPage: boolean;
}

/** `proxmox_api_read`: any GET of the REST tree. */
export const apiRead = defineTool({
  name: "proxmox_api_read",
  title: "Read from the API",
  toolset: "door",
  access: "read",
  // A few GETs run something or read inside a guest; the policy knows them.
  accessOf: ({ path, parameters }) =>
    classOf({ method: "GET", path: apiPath(path), parameters: parameters ?? {} }),
  privileges: [],
  description: "GET any path of the Proxmox API, such as /nodes/pve1/qemu/100/config.",
  input: {
    path: z.string().max(1000),
    parameters: z.looseObject({}).optional(),
    fields: z.array(z.string()).optional(),
  },
  // The answer tells of them where it leaves rows out.
  hidden: { start: z.int().min(0).default(0), limit: limit.default(100) },
  async run({ path, parameters, start, limit }, context): Promise<ReadAnswer> {
    const request = await checkedRequest(context, "GET", { path, parameters });
    const isPage = request.endpoint !== undefined && "start" in request.endpoint.parameters &&
      "limit" in request.endpoint.parameters;
    const asked = isPage ? { ...request, parameters: { start, limit, ...request.parameters } } : request;
    return { request: asked, isPage, ...await answerTo(context, asked) };
  },
  answer({ request, data, total, isPage }, { fields, start, limit }, limits) {
    const text = dataText(data, {
      fields: fields?.flatMap((field) => field.split(",")).map((field) => field.trim()),
      start: isPage ? Number(request.parameters.start) : start,
      limit: isPage ? Number(request.parameters.limit) : limit,
      total,
      isPage,
      characters: limits.characters - 300,
    });
    return { text: uncheckedNote(request) + text };
  },
});

async function answerTo(
  { proxmox }: ToolContext,
  request: ApiRequest,
): Promise<{ readonly data: unknown; readonly total: number | undefined }> {
  try {
    const { data, total } = await proxmox.connection.request("GET", request.path, request.parameters);
    return { data: maskAnswer(request.path, data), total };
  } catch (error) {
    throw await explainedByPlace(proxmox, request, error);
  }
}
