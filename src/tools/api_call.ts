import * as z from "zod";
import { commandRefusal } from "../policy/commands.ts";
import { classOf } from "../policy/endpoints/judge.ts";
import { maskAnswer } from "../policy/masking/mask.ts";
import { awaitTask, type TaskReport } from "../proxmox/task_report.ts";
import { readUpid } from "../proxmox/upid.ts";
import { dataText } from "./api_data.ts";
import { apiLoss } from "./api_loss.ts";
import { explainedByPlace, placeOf } from "./api_place.ts";
import { apiPath, type ApiRequest, checkedRequest, readablePath, uncheckedNote } from "./api_request.ts";
import { wait } from "./fields.ts";
import { guestsTouched } from "./guests_touched.ts";
import { taskAnswer } from "./task_answer.ts";
import { defineTool, type ToolAnswer, type ToolContext } from "./tool.ts";

/** What a change answered: the task that it started, or data. */
type CallAnswer =
  & { readonly request: ApiRequest }
  & ({ readonly report: TaskReport } | { readonly data: unknown });

/** `proxmox_api_call`: any POST, PUT or DELETE of the REST tree. */
export const apiCall = defineTool({
  name: "proxmox_api_call",
  title: "Change by the API",
  toolset: "door",
  access: "write",
  accessOf: ({ method, path, parameters }) =>
    classOf({ method, path: apiPath(path), parameters: parameters ?? {} }),
  privileges: [],
  description:
    "POST, PUT or DELETE any path of the Proxmox API and follow its task. Prefer a tool made for it.",
  input: {
    method: z.enum(["POST", "PUT", "DELETE"]),
    path: z.string().max(1000),
    parameters: z.looseObject({}).optional(),
  },
  hidden: { wait },
  needsQuorum: true,
  async target({ method, ...input }, context) {
    const request = await checkedRequest(context, method, input);
    await context.proxmox.checkRequest(request);
    const command = programIn(request);
    const refusal = command === undefined ? undefined : commandRefusal(context.commands, command);
    if (refusal !== undefined) throw refusal;
    return await placeOf(context.proxmox, request);
  },
  async alsoTouches({ method, ...input }, context) {
    return await guestsTouched(context.proxmox, await checkedRequest(context, method, input));
  },
  async loss({ method, ...input }, context) {
    return await apiLoss(context, await checkedRequest(context, method, input));
  },
  async run({ method, wait, ...input }, context): Promise<CallAnswer> {
    const request = await checkedRequest(context, method, input);
    const data = await answerTo(context, request);
    const upid = readUpid(data);
    if (upid === undefined) return { request, data: maskAnswer(request.path, data) };
    const follow = { wait, onProgress: context.progress };
    return { request, report: await awaitTask(context.proxmox.connection, upid, follow) };
  },
  answer(result, _, limits): ToolAnswer {
    const { request } = result;
    const what = `${request.method} ${readablePath(request.path)}`;
    const note = uncheckedNote(request);
    if ("report" in result) {
      const answer = taskAnswer(result.report, { done: `${what} went well`, doing: what });
      return { ...answer, text: note + answer.text };
    }
    if (result.data === null || result.data === undefined || result.data === "") {
      return { text: `${note}${what} went well.` };
    }
    const text = dataText(result.data, {
      start: 0,
      limit: 1000,
      isPage: false,
      characters: limits.characters - 500,
    });
    return { text: `${note}${what} went well and answered:\n${text}` };
  },
});

/** The program and its arguments that a request has the guest agent run; `pvesh` takes the parameter abbreviated too. */
function programIn({ path, parameters }: ApiRequest): readonly string[] | undefined {
  if (!readablePath(path).endsWith("/agent/exec")) return undefined;
  const given = Object.entries(parameters).find(([name]) => "command".startsWith(name.toLowerCase()));
  return [given?.[1] ?? ""].flat().map(String);
}

async function answerTo({ proxmox }: ToolContext, request: ApiRequest): Promise<unknown> {
  try {
    return (await proxmox.connection.request(request.method, request.path, request.parameters)).data;
  } catch (error) {
    throw await explainedByPlace(proxmox, request, error);
  } finally {
    // Whatever it was, guests may have come, gone or moved.
    proxmox.inventory.forget();
  }
}
