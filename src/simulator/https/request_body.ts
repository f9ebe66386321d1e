import type { IncomingMessage } from "node:http";
import { ApiFailure } from "../api/failure.ts";
import type { RawParameters } from "../api/validate.ts";

/** The largest body the API accepts, uploads excepted. */
const LIMIT = 512 * 1024;

/** Refuses what the transport does not take, before anything of the body is read. */
export function checkTransport(request: IncomingMessage): void {
  const length = Number(request.headers["content-length"] ?? 0);
  if (request.headers["transfer-encoding"] !== undefined) {
    throw new ApiFailure(501, "chunked transfer encoding not supported", { body: "text" });
  }
  if (length > 0 && request.method !== "POST" && request.method !== "PUT") {
    throw new ApiFailure(501, `Unexpected content for method '${request.method}'`, { body: "text" });
  }
}

/** Whether the body is a file upload. */
export function isUpload(request: IncomingMessage): boolean {
  return (request.headers["content-type"] ?? "").startsWith("multipart/form-data");
}

/** Reads a form or JSON body into parameters. */
export async function readParameters(request: IncomingMessage): Promise<RawParameters> {
  const length = Number(request.headers["content-length"] ?? 0);
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
  if (request.method !== "POST" && request.method !== "PUT") return {};
  if (length > LIMIT) throw new ApiFailure(501, "for data too large", { body: "text" });
  const body = await readBody(request);
  if (type === "application/json") return parseJson(body);
  if (type !== "" && type !== "application/x-www-form-urlencoded") {
    if (body === "") return {};
    throw new ApiFailure(506, `upload 'Content-Type '${type}' not implemented`, { body: "text" });
  }
  return parseForm(body);
}

/** Reads a whole body as bytes. */
export async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) {
    chunks.push(chunk instanceof Uint8Array ? chunk : new TextEncoder().encode(chunk));
  }
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

async function readBody(request: IncomingMessage): Promise<string> {
  return new TextDecoder().decode(await readBytes(request));
}

/**
 * Parses a form or query string: pairs end at `&` and at `;`, and only the first two parts around `=` count.
 *
 * A repeated key becomes a list.
 */
export function parseForm(text: string): RawParameters {
  const result: Record<string, unknown> = {};
  for (const pair of text.split(/[&;]/)) {
    if (pair === "") continue;
    const [key = "", value = ""] = pair.split("=").map(decode);
    const known = result[key];
    if (known === undefined) result[key] = value;
    else result[key] = Array.isArray(known) ? [...known, value] : [known, value];
  }
  return result;
}

function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

function parseJson(text: string): RawParameters {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const offset = text.trim() === "" ? 0 : text.length;
    throw new ApiFailure(
      500,
      "malformed JSON string, neither tag, array, object, number, string or atom, " +
        `at character offset ${offset} (before "(end of string)") at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 934.`,
      { body: "text" },
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new ApiFailure(500, "Not a HASH reference at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 978.", {
    body: "text",
  });
}
