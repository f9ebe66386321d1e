import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Deadlines } from "./deadlines.ts";

/** A request body over the limit. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** The client went, or was dropped for its slowness, before its request was whole. */
export class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";
}

/** One HTTP request on its way to an answer, between Node's listener and the web-standard code behind it. */
export class Exchange {
  /** Method, headers and an abort signal for when the client goes; the body is read by {@linkcode Exchange.body}. */
  readonly request: Request;
  /** The path as sent, without query: nothing is decoded or resolved, so that no two spellings mean the same. */
  readonly path: string;
  /** Address of this machine that the client connected to; undefined when it has gone already. */
  readonly localAddress: string | undefined;
  /** Resolves when the answer is written or the client has gone. */
  readonly finished: Promise<void>;
  readonly #incoming: IncomingMessage;

  /**
   * @param longest milliseconds after which the request is given up, however alive its client.
   */
  constructor(incoming: IncomingMessage, outgoing: ServerResponse, deadlines: Deadlines, longest: number) {
    this.#incoming = incoming;
    this.path = incoming.url?.split("?", 1)[0] ?? "";
    this.localAddress = incoming.socket.localAddress;
    const gone = new AbortController();
    const inTime = deadlines.set(longest, () => {
      gone.abort(new DOMException("The request took too long", "TimeoutError"));
      outgoing.destroy();
    });
    this.finished = new Promise((resolve) => {
      outgoing.once("close", () => {
        inTime();
        if (!outgoing.writableFinished) gone.abort(new ClientGoneError("The client has gone"));
        resolve();
      });
    });
    this.request = new ExchangeRequest(incoming, gone.signal);
  }

  /** Whether the whole body has arrived. */
  get isRead(): boolean {
    return this.#incoming.complete;
  }

  /**
   * Reads the body as text, at most `limit` bytes; a longer one is refused by its declared length where it has one.
   *
   * @throws {BodyTooLargeError} {ClientGoneError}
   */
  async body(limit: number): Promise<string> {
    const tooLarge = `The body has more than ${limit} bytes`;
    if (Number(this.#incoming.headers["content-length"] ?? 0) > limit) throw new BodyTooLargeError(tooLarge);
    return await new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      let received = 0;
      const incoming = this.#incoming;
      const stop = (error: Error): void => {
        incoming.off("data", take);
        reject(error);
      };
      const broken = (cause?: unknown): void => {
        if (!incoming.complete) stop(new ClientGoneError("The body broke off", { cause }));
      };
      const take = (chunk: Uint8Array): void => {
        received += chunk.length;
        if (received > limit) {
          incoming.pause();
          stop(new BodyTooLargeError(tooLarge));
        } else chunks.push(chunk);
      };
      incoming.on("data", take);
      incoming.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
      incoming.once("error", broken);
      incoming.once("close", () => broken());
    });
  }
}

/** A request whose signal is the very one it is given: one that follows it costs as much as all the rest of a request. */
class ExchangeRequest extends Request {
  readonly #signal: AbortSignal;

  constructor({ method = "GET", url = "", rawHeaders }: IncomingMessage, signal: AbortSignal) {
    super(`http://localhost${url.startsWith("/") ? url : "/"}`, { method });
    this.#signal = signal;
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      this.headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
    }
  }

  override get signal(): AbortSignal {
    return this.#signal;
  }
}
