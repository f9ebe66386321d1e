import { get } from "node:http";
import { get as getSecurely } from "node:https";
import { splitArguments } from "../config/command_line.ts";
import { loadSettings } from "../config/load.ts";
import type { HttpSettings } from "../config/settings.ts";
import { print, printError } from "./print.ts";
import { UsageError } from "./usage_error.ts";

/** Milliseconds for an answer that waits for nothing. */
const patience = 5_000;

/**
 * `proxmox-mcp health`: asks the server that these settings describe, on this machine, how it is.
 *
 * Exit code 0 when it is healthy, 1 when it is not or does not answer.
 */
export async function healthCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  if (rest[0] !== undefined) {
    throw new UsageError(`health does not know ${JSON.stringify(rest[0])}.`, {
      remedy: "See proxmox-mcp help health.",
    });
  }
  const { settings } = await loadSettings({
    args: given,
    env: Deno.env.toObject(),
    cwd: Deno.cwd(),
    connection: "optional",
  });
  const { host, port, tls } = settings.http;
  const url = `${tls === undefined ? "http" : "https"}://${reachable(host)}:${port}/health`;
  try {
    const { status, text } = await ask(url);
    await print(text);
    return status === 200 ? 0 : 1;
  } catch (error) {
    await printError(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

/** An address to call where the server listens on all. */
function reachable(host: HttpSettings["host"]): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::" || host === "[::]") return "[::1]";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

async function ask(url: string): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const answer = Promise.withResolvers<{ status: number | undefined; text: string }>();
  const send = url.startsWith("https:") ? getSecurely : get;
  // The certificate is for the name that clients use, not for this address; nothing secret is sent or believed.
  send(url, { timeout: patience, rejectUnauthorized: false }, (incoming) => {
    const chunks: string[] = [];
    incoming.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
    incoming.once("end", () => answer.resolve({ status: incoming.statusCode, text: chunks.join("") }));
    incoming.once("error", answer.reject);
  }).once("error", answer.reject).once("timeout", () => answer.reject(new Error("no answer in time")));
  return await answer.promise;
}
