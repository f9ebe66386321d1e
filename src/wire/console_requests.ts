import type { WireRequest } from "./wire.ts";

const consoles = /\/(?:vncproxy|termproxy|spiceproxy|vncshell|spiceshell)$/;

/**
 * Whether a request opens a console, which answers with a ticket while the console's task runs.
 *
 * `pvesh` shows the task's UPID and keeps the ticket to itself until the console has closed.
 */
export function opensConsole({ method, path }: WireRequest): boolean {
  return method === "POST" && consoles.test(path);
}
