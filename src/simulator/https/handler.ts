import type { IncomingMessage } from "node:http";
import type { ApiResponse, Dispatcher } from "../api/dispatcher.ts";
import { ApiFailure } from "../api/failure.ts";
import { type Identity, identityName } from "../cluster/identity.ts";
import type { Consoles } from "../console/consoles.ts";
import type { Faults } from "../faults/faults.ts";
import type { RequestFault } from "../faults/request_faults.ts";
import { type Answer, failureAnswer, type Format, formatAnswer, isFormat, plainAnswer } from "./answer.ts";
import type { Credentials } from "./credentials.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { checkTransport, isUpload, parseForm, readParameters } from "./request_body.ts";
import type { Outcome, Upgrade } from "./server.ts";
import { readUpload } from "./upload.ts";

/** What the request handler is made of. */
export interface HandlerParts {
  readonly dispatcher: Dispatcher;
  readonly credentials: Credentials;
  readonly faults: Faults;
  readonly consoles: Consoles;
  readonly requests: RecordedRequest[];
  /** The node that answers on this port. */
  readonly node: string;
  /** Milliseconds a 401 is held back. */
  readonly authDelay: number;
  /** Waits real milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Files outside the API, by path: the API viewer's schema. */
  readonly files: Readonly<Record<string, () => string>>;
}

/** Makes the function that turns a request into an answer. */
export function makeHandler(parts: HandlerParts): (request: IncomingMessage) => Promise<Outcome> {
  return async (request) => {
    const { path, format, query } = splitUrl(request.url ?? "/");
    const fault = parts.faults.requests.take(request.method ?? "GET", path);
    await parts.wait(parts.faults.latency);
    if (fault?.kind === "before") fault.action();
    const replaced = fault === undefined ? undefined : replacement(fault);
    if (replaced !== undefined) return replaced;
    const answer = await respond(parts, request, { path, format, query });
    if (fault?.kind === "cut" && !("show" in answer)) return { cut: answer };
    return fault?.kind === "lose" ? "lose" : answer;
  };
}

interface Target {
  readonly path: string;
  /** The word after `/api2/`; absent outside the API. */
  readonly format: string | undefined;
  readonly query: string;
}

async function respond(
  parts: HandlerParts,
  request: IncomingMessage,
  target: Target,
): Promise<Answer | Upgrade> {
  try {
    return await answerApi(parts, request, target);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (error.status === 401 || error.status === 403) await parts.wait(parts.authDelay);
    return failureAnswer(error);
  }
}

async function answerApi(
  parts: HandlerParts,
  request: IncomingMessage,
  target: Target,
): Promise<Answer | Upgrade> {
  const method = request.method ?? "GET";
  const { path } = target;
  if (!["GET", "POST", "PUT", "DELETE"].includes(method)) {
    throw new ApiFailure(501, `method '${method}' not available`, { body: "empty" });
  }
  if (target.format === undefined) return answerFile(parts, path);
  const identity = identify(parts, request, method, path);
  checkTransport(request);
  const format = knownFormat(target.format, path);
  const query = parseForm(target.query);
  const params = isUpload(request)
    ? await readUpload(request)
    : { ...await readParameters(request), ...query };
  parts.requests.push({
    method,
    path,
    params,
    identity: identity === undefined ? undefined : identityName(identity),
    node: parts.node,
  });
  const response: ApiResponse = await parts.dispatcher.call({
    node: parts.node,
    method,
    path,
    params,
    identity,
  });
  const wantsStream = request.headers.upgrade?.toLowerCase() === "websocket";
  if (wantsStream && response.status === 200 && path.endsWith("/vncwebsocket")) {
    const console = parts.consoles.take(Number(params["port"]));
    if (console !== undefined) return { show: console.show };
  }
  if (response.status === 401) await parts.wait(parts.authDelay);
  if (response.status === 403 && isUpload(request)) {
    // The right to upload is looked at before the body is read, where an error has no body yet.
    throw new ApiFailure(403, response.reason, { body: "empty" });
  }
  return formatAnswer(response, format);
}

function identify(
  parts: HandlerParts,
  request: IncomingMessage,
  method: string,
  path: string,
): Identity | undefined {
  if (parts.dispatcher.isPublic(method, path)) return undefined;
  try {
    return parts.credentials.identify(method, request.headers);
  } catch (error) {
    parts.requests.push({ method, path, params: {}, identity: undefined, node: parts.node });
    throw error;
  }
}

function knownFormat(word: string, path: string): Format {
  if (isFormat(word)) return word;
  throw new ApiFailure(501, `no formatter for uri ${path}, ${word}`, { body: "text" });
}

function answerFile(parts: HandlerParts, path: string): Answer {
  const file = parts.files[path];
  if (file === undefined) throw new ApiFailure(500, `no such file '${path}'`, { body: "text" });
  return plainAnswer(
    200,
    "OK",
    file(),
    path.endsWith(".js") ? "application/javascript" : "text/html;charset=UTF-8",
  );
}

function splitUrl(url: string): Target {
  const [raw = "/", query = ""] = splitOnce(url, "?");
  const decoded = decodePath(raw);
  const match = /^\/+api2\/+([^/]+)(\/.*)?$/.exec(decoded);
  if (match === null) return { path: decoded, format: undefined, query };
  const [, format = "", rest = "/"] = match;
  const path = rest.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  return { path, format, query };
}

/** Perl decodes to bytes and goes on with them as characters: a name outside ASCII matches nothing. */
function decodePath(raw: string): string {
  return raw.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function replacement(fault: RequestFault): Outcome | undefined {
  switch (fault.kind) {
    case "hang":
      return "hang";
    case "status":
      return plainAnswer(fault.status, fault.reason, "", undefined);
    case "html": {
      const page =
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>";
      return plainAnswer(fault.status, "OK", page, "text/html");
    }
    case "huge": {
      const body = JSON.stringify({ data: "x".repeat(fault.bytes), success: 1 });
      return plainAnswer(200, "OK", body, "application/json;charset=UTF-8");
    }
    default:
      return undefined;
  }
}
