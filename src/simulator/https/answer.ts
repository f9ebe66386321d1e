import { gzipSync } from "node:zlib";
import type { ApiResponse } from "../api/dispatcher.ts";
import type { ApiFailure } from "../api/failure.ts";

/** The body formats a path may begin with. */
export type Format = "json" | "extjs" | "html";

/** An answer ready for the wire. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly contentType?: string;
  readonly body: Uint8Array;
}

const JSON_TYPE = "application/json;charset=UTF-8";

/** Whether a word is a body format the server knows. */
export function isFormat(word: string): word is Format {
  return word === "json" || word === "extjs" || word === "html";
}

/** Puts the result of a call into one of the body formats. */
export function formatAnswer(response: ApiResponse, format: Format): Answer {
  const { status, reason, data, message, errors, extra, text } = response;
  if (text !== undefined) {
    return plainAnswer(
      status,
      reason,
      text,
      response.contentType ?? (status === 200 ? "text/plain" : undefined),
    );
  }
  const failed = message === undefined ? {} : { message, ...(errors === undefined ? {} : { errors }) };
  if (format === "json") return jsonAnswer(status, reason, { data, ...extra, ...failed });
  const success = status < 400;
  const outcome = success ? {} : { status: extjsStatus(status) };
  if (format === "extjs") {
    return jsonAnswer(200, "OK", { success: success ? 1 : 0, data, ...extra, ...outcome, ...failed });
  }
  const page = `<!DOCTYPE html><html><body><pre>${
    escapeHtml(JSON.stringify(data, null, 1))
  }</pre></body></html>`;
  return plainAnswer(status, reason, page, "text/html;charset=UTF-8");
}

/** The bare answer to something refused before a method was found. */
export function failureAnswer(failure: ApiFailure): Answer {
  return plainAnswer(
    failure.status,
    failure.reason,
    failure.body === "text" ? failure.message : "",
    undefined,
  );
}

/** An answer with a text as its body. */
export function plainAnswer(
  status: number,
  reason: string,
  text: string,
  contentType: string | undefined,
): Answer {
  const body = new TextEncoder().encode(text);
  return contentType === undefined ? { status, reason, body } : { status, reason, body, contentType };
}

/** The headers of an answer, and its body compressed when that pays and the client can read it. */
export function wireForm(
  answer: Answer,
  options: { readonly close: boolean; readonly acceptEncoding: string },
): { readonly headers: Record<string, string>; readonly body: Uint8Array } {
  const compress = answer.body.length > 1024 && options.acceptEncoding.includes("gzip");
  // The fastest level: what is measured here is a client, not this compression.
  const body = compress ? gzipSync(answer.body, { level: 1 }) : answer.body;
  const headers = {
    "Cache-Control": "max-age=0",
    "Connection": options.close ? "close" : "Keep-Alive",
    "Date": new Date().toUTCString(),
    "Pragma": "no-cache",
    "Server": "pve-api-daemon/3.0",
    "Content-Length": String(body.length),
    ...(answer.contentType === undefined ? {} : { "Content-Type": answer.contentType }),
    ...(compress ? { "Content-Encoding": "gzip" } : {}),
  };
  return { headers, body };
}

function jsonAnswer(status: number, reason: string, body: unknown): Answer {
  return plainAnswer(status, reason, JSON.stringify(body), JSON_TYPE);
}

/** Statuses that Proxmox raises as exceptions appear as text in the extjs form, those of plain `die` as numbers. */
function extjsStatus(status: number): string | number {
  return status === 500 || status === 501 ? status : String(status);
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
