import * as z from "zod";
import type { ApiAuth } from "../config/settings.ts";
import { apiErrorFrom } from "../wire/failure.ts";
import type { Answer, WireRequest } from "../wire/wire.ts";
import type { CarriedAnswer } from "./carrier.ts";
import { foreignAnswer } from "./foreign.ts";

const flag = z.union([z.number(), z.string(), z.boolean()]).transform((value) => Number(value) !== 0);

/**
 * The body of an answer: of the `extjs` form, and of the `json` form without `success`, which Proxmox sends for failures
 * before it looks at the form asked for.
 */
const envelope = z.looseObject({
  data: z.unknown().optional(),
  success: flag.optional(),
  status: z.coerce.number().optional().catch(undefined),
  message: z.string().nullish(),
  errors: z.record(z.string(), z.coerce.string()).nullish().catch(undefined),
  total: z.coerce.number().optional().catch(undefined),
  changes: z.string().optional().catch(undefined),
}).refine((body) => "data" in body || body.success !== undefined);

/** Gateways that answer in Proxmox's place while it is away; what they write about it does not matter. */
const gatewayStatuses = new Set([502, 503, 504]);

/** Statuses that Proxmox sends without a JSON body. */
const bareStatuses = new Set([400, 401, 403, 500, 501, 506, 595, 596, 597, 598, 599]);

/**
 * Decodes an answer of Proxmox.
 *
 * @param auth The login that asked, for the remedies of 401 and 403.
 * @param address `host:port` as tried, for answers that come from something else.
 * @throws {ApiError} and its kinds when Proxmox reports a failure.
 * @throws {ForeignAnswerError} when something other than Proxmox answered.
 */
export function decodeAnswer(
  answer: CarriedAnswer,
  request: WireRequest,
  auth: ApiAuth,
  address: string,
): Answer {
  const { method, path } = request;
  const succeeded = answer.status >= 200 && answer.status < 300;
  const type = answer.header("content-type") ?? "";
  const body = bodyOf(answer.text);
  if (body === undefined) {
    if (succeeded && type.startsWith("text/plain")) return { data: answer.text, wire: "api" };
    if (succeeded && answer.text === "" && type.startsWith("application/json")) {
      return { data: null, wire: "api" };
    }
    if (gatewayStatuses.has(answer.status)) {
      throw apiErrorFrom({ status: answer.status, reason: answer.reason, method, path }, auth);
    }
    if (!bareStatuses.has(answer.status) || /^\s*[<{[]/.test(answer.text)) {
      throw foreignAnswer(answer, request, address);
    }
    const reason = answer.text.trim() || answer.reason;
    throw apiErrorFrom({ status: answer.status, reason, method, path }, auth);
  }
  if (body.success ?? succeeded) {
    return {
      data: body.data ?? null,
      wire: "api",
      ...(body.total === undefined ? {} : { total: body.total }),
      ...(body.changes === undefined ? {} : { changes: body.changes }),
    };
  }
  throw apiErrorFrom({
    status: body.status ?? (succeeded ? 500 : answer.status),
    reason: (body.message ?? answer.reason).trim(),
    parameters: trimmed(body.errors ?? {}),
    method,
    path,
  }, auth);
}

function bodyOf(text: string): z.infer<typeof envelope> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return envelope.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function trimmed(errors: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(errors).map(([name, text]) => [name, text.trim()]));
}
