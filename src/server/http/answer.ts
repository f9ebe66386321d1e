import { once } from "node:events";
import type { ServerResponse } from "node:http";

/** Headers that Node sets by itself, for this very connection. */
const ownHeaders: ReadonlySet<string> = new Set(["connection", "transfer-encoding", "keep-alive"]);

/**
 * Writes a web-standard response to the client and returns when it is written or the client has gone.
 *
 * @param stall milliseconds in which a client must take what it was sent, or its connection is cut.
 */
export async function writeAnswer(outgoing: ServerResponse, answer: Response, stall: number): Promise<void> {
  const headers: [string, string][] = [...answer.headers].filter(([name]) => !ownHeaders.has(name));
  if (answer.body === null || outgoing.req.method === "HEAD") {
    await answer.body?.cancel();
    outgoing.writeHead(answer.status, headers.flat()).end();
  } else if (isStream(answer)) {
    outgoing.writeHead(answer.status, headers.flat()).flushHeaders();
    await pour(answer.body, outgoing, stall);
  } else {
    const bytes = await answer.bytes();
    headers.push(["content-length", String(bytes.length)]);
    outgoing.writeHead(answer.status, headers.flat()).end(bytes);
  }
  if (outgoing.writableFinished || outgoing.destroyed) return;
  await within(stall, outgoing, (signal) => once(outgoing, "close", { signal }));
}

function isStream(answer: Response): boolean {
  return answer.headers.get("content-type")?.startsWith("text/event-stream") === true;
}

/** Writes a stream piece by piece, each when the client has taken the one before. */
async function pour(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  outgoing: ServerResponse,
  stall: number,
): Promise<void> {
  const reader = body.getReader();
  outgoing.once("close", () => void reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done || outgoing.destroyed) break;
    if (!outgoing.write(value)) {
      await within(stall, outgoing, (signal) => once(outgoing, "drain", { signal }));
    }
  }
  outgoing.end();
}

/** Waits for the client; one that has not moved in time is cut off. */
async function within(
  stall: number,
  outgoing: ServerResponse,
  wait: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const over = new AbortController();
  const timer = setTimeout(() => outgoing.destroy(), stall);
  outgoing.once("close", () => over.abort());
  try {
    await wait(over.signal);
  } catch {
    // The client has gone, or was cut off just now: there is nobody left to answer.
  } finally {
    clearTimeout(timer);
  }
}
