import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import type { Deadlines } from "./deadlines.ts";

/** Headers that Node sets by itself, for this very connection. */
const ownHeaders: ReadonlySet<string> = new Set(["connection", "transfer-encoding", "keep-alive"]);

/** How a client is made to take what it is sent. */
export interface Patience {
  readonly deadlines: Deadlines;
  /** Milliseconds in which a client must take what it was sent, or its connection is cut. */
  readonly stall: number;
}

/** Hands a web-standard response to the client, and returns when nothing more has to be fed to it. */
export async function writeAnswer(
  outgoing: ServerResponse,
  answer: Response,
  patience: Patience,
): Promise<void> {
  const headers: string[] = [];
  // Walking through them with an iterator would take twice as long.
  answer.headers.forEach((value, name) => {
    if (!ownHeaders.has(name)) headers.push(name, value);
  });
  const stream = streamOf(answer);
  if (outgoing.req.method === "HEAD") {
    await answer.body?.cancel();
    outgoing.writeHead(answer.status, headers).end();
  } else if (stream !== null) {
    outgoing.writeHead(answer.status, headers).flushHeaders();
    await pour(stream, outgoing, patience);
  } else {
    // Every answer here is a text, which goes out in one piece with its head; bytes would not.
    const text = await answer.text();
    if (text !== "") headers.push("content-length", String(Buffer.byteLength(text)));
    outgoing.writeHead(answer.status, headers).end(text);
  }
  if (outgoing.writableFinished || outgoing.destroyed) return;
  outgoing.once("close", patience.deadlines.set(patience.stall, () => outgoing.destroy()));
}

/** What an answer that comes bit by bit is read from. Told by its type: looking at its body makes a stream of any answer. */
function streamOf(answer: Response): Response["body"] {
  return answer.headers.get("content-type")?.startsWith("text/event-stream") === true ? answer.body : null;
}

/** Writes a stream piece by piece, each when the client has taken the one before. */
async function pour(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  outgoing: ServerResponse,
  patience: Patience,
): Promise<void> {
  const reader = body.getReader();
  outgoing.once("close", () => void reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done || outgoing.destroyed) break;
    if (!outgoing.write(value)) await drained(outgoing, patience);
  }
  outgoing.end();
}

/** Waits until the client has taken what was written, or is gone; one that takes nothing is cut off. */
async function drained(outgoing: ServerResponse, { deadlines, stall }: Patience): Promise<void> {
  const moved = Promise.withResolvers<void>();
  const forget = deadlines.set(stall, () => outgoing.destroy());
  outgoing.once("drain", moved.resolve).once("close", moved.resolve);
  await moved.promise;
  forget();
  outgoing.off("drain", moved.resolve).off("close", moved.resolve);
}
