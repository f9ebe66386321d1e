import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import type { ServerCertificate } from "./certificate.ts";
import type { Viewer } from "../console/rfb_server.ts";
import { type Answer, wireForm } from "./answer.ts";
import { acceptWebsocket } from "./websocket.ts";

/** Requests after which a connection is closed. */
const REQUESTS_PER_CONNECTION = 100;
/** Milliseconds an idle connection is kept. */
const IDLE_TIMEOUT = 5000;

/** What becomes of a request that asks for a websocket and gets it. */
export interface Upgrade {
  /** Speaks to the client; resolves when there is nothing more to say. */
  readonly show: (viewer: Viewer) => Promise<void>;
}

/** What a handler does with a request: an answer, a websocket, a way to break the connection, or silence. */
export type Outcome = Answer | Upgrade | "hang" | "lose" | { readonly cut: Answer };

/** Serves one port over TLS with the connection habits of pveproxy. */
export class HttpsServer {
  readonly #server: Server;
  readonly #sockets = new Map<Socket, number>();

  private constructor(
    certificate: ServerCertificate,
    handle: (request: IncomingMessage) => Promise<Outcome>,
  ) {
    this.#server = createServer(
      { key: certificate.keyPem, cert: certificate.leaf.pem, keepAliveTimeout: IDLE_TIMEOUT },
      (request, response) => {
        this.#answer(request, response, handle).catch((error: unknown) => response.destroy(asError(error)));
      },
    );
    this.#server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head, handle).catch((error: unknown) => socket.destroy(asError(error)));
    });
    this.#server.on("secureConnection", (socket: Socket) => this.#watch(socket));
    // A client that does not trust the certificate ends the handshake: its affair, not the server's.
    this.#server.on("tlsClientError", () => {});
  }

  /** Listens on the host and port; port 0 takes a free one. */
  static async listen(
    options: { readonly hostname: string; readonly port: number; readonly certificate: ServerCertificate },
    handle: (request: IncomingMessage) => Promise<Outcome>,
  ): Promise<HttpsServer> {
    const server = new HttpsServer(options.certificate, handle);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.#server.once("error", reject);
    server.#server.listen(options.port, options.hostname, resolve);
    await promise;
    return server;
  }

  /** The port that is listened on. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Ends every connection and frees the port. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    for (const socket of this.#sockets.keys()) socket.destroy();
    await promise;
  }

  #watch(socket: Socket): void {
    this.#sockets.set(socket, 0);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }

  async #upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    handle: (request: IncomingMessage) => Promise<Outcome>,
  ): Promise<void> {
    const outcome = await handle(request);
    if (outcome === "hang") return;
    if (outcome === "lose" || "cut" in outcome) {
      socket.destroy();
    } else if ("show" in outcome) {
      await acceptWebsocket(request, socket, head, outcome.show);
    } else {
      const { headers, body } = wireForm(outcome, { close: true, acceptEncoding: "" });
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
      socket.write(`HTTP/1.1 ${outcome.status} ${asPhrase(outcome.reason)}\r\n${lines}\r\n`);
      socket.end(body);
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    handle: (request: IncomingMessage) => Promise<Outcome>,
  ): Promise<void> {
    const count = (this.#sockets.get(request.socket) ?? 0) + 1;
    if (this.#sockets.has(request.socket)) this.#sockets.set(request.socket, count);
    const outcome = await handle(request);
    if (outcome === "hang") return;
    // A request for a websocket never comes this way.
    if (outcome === "lose" || "show" in outcome) {
      request.socket.destroy();
      return;
    }
    const answer = "cut" in outcome ? outcome.cut : outcome;
    const close = answer.status >= 400 || count >= REQUESTS_PER_CONNECTION;
    const { headers, body } = wireForm(answer, {
      close,
      acceptEncoding: String(request.headers["accept-encoding"] ?? ""),
    });
    response.sendDate = false;
    response.writeHead(answer.status, asPhrase(answer.reason), headers);
    if (!("cut" in outcome)) {
      response.end(body);
      return;
    }
    response.write(body.subarray(0, Math.max(1, body.length >> 1)), () => request.socket.destroy());
  }
}

/** Deno writes a reason phrase as UTF-8 and takes no character beyond U+00FF in one. */
function asPhrase(reason: string): string {
  const isBytes = Array.from(reason).every((char) => (char.codePointAt(0) ?? 0) <= 0xff);
  const bytes = Uint8Array.from(reason, (char) => char.charCodeAt(0));
  const decoded = isBytes ? new TextDecoder().decode(bytes) : reason;
  const text = /[^\t\x20-\x7e\x80-\xff]/.test(decoded) ? reason : decoded;
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?");
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}
