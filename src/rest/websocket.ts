import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { ConnectionError, ForeignAnswerError } from "../wire/errors.ts";
import type { ByteStream, WireRequest } from "../wire/wire.ts";
import { decodeAnswer } from "./answer.ts";
import { readText } from "./carrier.ts";
import { explainedFault, silentError } from "./connection_errors.ts";
import { type Deadline, unlessAborted } from "./deadline.ts";
import { websocketUrl } from "./encode.ts";
import { CarrierFault, carrierFault } from "./fault.ts";
import { openSecureSocket } from "./secure_socket.ts";
import { addressOf, type RestSettings } from "./settings.ts";

/** Bytes of one message, and of a refusal. */
const messageLimit = 2 ** 20;

/** How to open a websocket. */
export interface WebsocketOptions {
  readonly settings: RestSettings;
  /** Headers that say who asks. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Of the opening alone. */
  readonly deadline: Deadline;
  /** Ends the stream at any time. */
  readonly signal: AbortSignal;
}

/**
 * Opens a websocket of Proxmox's and carries bytes over it.
 *
 * @throws {ApiError} and its kinds when Proxmox refuses; {ConnectionError} when it cannot be reached in time.
 */
export async function openWebsocket(request: WireRequest, options: WebsocketOptions): Promise<ByteStream> {
  const { settings, deadline } = options;
  try {
    return await connected(request, options);
  } catch (error) {
    if (error instanceof CarrierFault) throw await explainedFault(settings, error, deadline.signal);
    if (deadline.reached && error === deadline.signal.reason) throw silentError(settings, deadline.timeout);
    throw error;
  }
}

async function connected(
  request: WireRequest,
  { settings, credentials, deadline, signal }: WebsocketOptions,
): Promise<ByteStream> {
  const [{ WebSocket }, socket] = await Promise.all([
    import("ws"),
    openSecureSocket(settings, deadline.signal),
  ]);
  const address = addressOf(settings);
  // The socket is ready and trusted before the library may write any credentials to it.
  const websocket = new WebSocket(websocketUrl(address, request), ["binary"], {
    headers: credentials,
    perMessageDeflate: false,
    maxPayload: messageLimit,
    createConnection: () => socket,
  });
  // Listens at once: what the server sends first may be there before this function goes on.
  const stream = new WebsocketStream(websocket, settings, signal);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  websocket.once("open", resolve);
  websocket.once("unexpected-response", (_, answer: IncomingMessage) => reject(new Refusal(answer)));
  websocket.on("error", (error) => reject(carrierFault(error, true)));
  try {
    await unlessAborted(promise, deadline.signal);
    return stream;
  } catch (error) {
    const fault = error instanceof Refusal
      ? await refused(error.answer, request, settings, deadline.signal)
      : error;
    websocket.terminate();
    socket.destroy();
    throw fault;
  }
}

/** Proxmox answered without opening a websocket. */
class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: IncomingMessage;

  constructor(answer: IncomingMessage) {
    super("no websocket was opened");
    this.answer = answer;
  }
}

/** The error for an answer in place of a websocket. */
async function refused(
  answer: IncomingMessage,
  request: WireRequest,
  settings: RestSettings,
  signal: AbortSignal,
): Promise<unknown> {
  const address = addressOf(settings);
  try {
    const carried = {
      status: answer.statusCode ?? 0,
      reason: answer.statusMessage ?? "",
      header: (name: string) => {
        const value = answer.headers[name];
        return Array.isArray(value) ? value.join(", ") : value;
      },
      text: await unlessAborted(readText(answer, messageLimit), signal),
    };
    decodeAnswer(carried, request, settings.auth, address);
    return new ForeignAnswerError(`${address} answered GET ${request.path} without opening a websocket.`, {
      remedy: "Where a reverse proxy is in between, it must let websockets through (Upgrade and Connection).",
    });
  } catch (error) {
    return error;
  }
}

/** The bytes of a websocket's messages, whose borders do not matter. */
class WebsocketStream implements ByteStream {
  readonly received: ReadableStream<Uint8Array>;
  readonly #websocket: WebSocket;

  constructor(websocket: WebSocket, settings: RestSettings, signal: AbortSignal) {
    this.#websocket = websocket;
    const abort = () => websocket.terminate();
    signal.addEventListener("abort", abort, { once: true });
    this.received = new ReadableStream({
      start(controller) {
        let broken: Error | undefined;
        websocket.on("message", (data: Uint8Array) => controller.enqueue(data));
        websocket.on("error", (error) => broken = error);
        websocket.once("close", () => {
          signal.removeEventListener("abort", abort);
          if (signal.aborted) controller.error(signal.reason);
          else if (broken === undefined) controller.close();
          else controller.error(brokenStream(settings, broken));
        });
      },
      cancel: () => websocket.terminate(),
    });
    if (signal.aborted) abort();
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#websocket.send(bytes);
  }

  close(): void {
    this.#websocket.terminate();
  }
}

function brokenStream(settings: RestSettings, cause: Error): ConnectionError {
  const address = addressOf(settings);
  return new ConnectionError(`The websocket to ${address} broke: ${cause.message}.`, {
    fault: "reset",
    address,
    remedy: "Try again; where a reverse proxy is in between, look at its limits for websockets.",
    cause,
  });
}
