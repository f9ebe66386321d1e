import https from "node:https";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { TlsTrust } from "../../src/config/settings.ts";
import type { RestSettings } from "../../src/rest/settings.ts";
import type { Clock } from "../../src/rest/clock.ts";
import { RestWire } from "../../src/rest/rest_wire.ts";
import { type ServerCertificate, sharedCertificate } from "./certificates.ts";

/** One request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query string as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** 1 for the first request on its connection, 2 for the second ... */
  readonly nth: number;
}

export type Handler = (request: SeenRequest, response: ServerResponse) => void;

/** An HTTPS server under a test's control, with everything it saw. */
export class TestServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly port: number;
  readonly certificate: ServerCertificate;
  /** Connections whose TLS handshake was done. */
  connections = 0;
  readonly #server: https.Server;
  readonly #sockets: Set<Socket>;

  constructor(server: https.Server, sockets: Set<Socket>, certificate: ServerCertificate) {
    this.#server = server;
    this.#sockets = sockets;
    this.certificate = certificate;
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
    server.on("secureConnection", () => this.connections++);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Starts a server on a free port; `certificate` is the shared one unless given. */
export async function startServer(handler: Handler, certificate?: ServerCertificate): Promise<TestServer> {
  const own = certificate ?? (await sharedCertificate()).certificate;
  const counts = new WeakMap<Socket, number>();
  const sockets = new Set<Socket>();
  const server = https.createServer({ cert: own.cert, key: own.key }, (incoming, response) => {
    const nth = (counts.get(incoming.socket) ?? 0) + 1;
    counts.set(incoming.socket, nth);
    const chunks: Uint8Array[] = [];
    incoming.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    incoming.on("error", () => {});
    incoming.on("end", () => {
      const seen: SeenRequest = {
        method: incoming.method ?? "",
        url: incoming.url ?? "",
        headers: incoming.headers,
        body: new TextDecoder().decode(joined(chunks)),
        nth,
      };
      started.requests.push(seen);
      handler(seen, response);
    });
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("secureConnection", (socket: Socket) => socket.on("error", () => {}));
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const started: TestServer = new TestServer(server, sockets, own);
  return started;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** Answers as Proxmox does on success, in the `extjs` form. */
export function succeed(
  response: ServerResponse,
  data: unknown,
  more: Readonly<Record<string, unknown>> = {},
): void {
  response.writeHead(200, { "content-type": "application/json;charset=UTF-8" });
  response.end(JSON.stringify({ data, success: 1, ...more }));
}

/** Answers as Proxmox does on failure, in the `extjs` form: HTTP 200, the status a string now and then. */
export function fail(
  response: ServerResponse,
  status: number | string,
  message: string,
  errors?: Readonly<Record<string, string>>,
): void {
  response.writeHead(200, { "content-type": "application/json;charset=UTF-8" });
  response.end(JSON.stringify({ data: null, success: 0, status, message, ...(errors && { errors }) }));
}

/** Answers with a bare HTTP status, as Proxmox does before it finds the method. */
export function bare(response: ServerResponse, status: number, reason = "", body = ""): void {
  response.writeHead(status, reason, { "content-length": String(body.length), connection: "close" });
  response.end(body);
}

export const secret = "01234567-89ab-cdef-0123-456789abcdef";
export const tokenAuth = { kind: "token", id: "mcp@pve!full", secret } as const;
export const passwordAuth = { kind: "password", user: "mcp@pve", password: "correct horse" } as const;

/** A wire that closes itself at the end of a test. */
export class TestWire extends RestWire implements AsyncDisposable {
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Opens a wire to a server that trusts its authority (or as `tls` says), with short delays and a guard that allows all. */
export async function openWire(
  server: Pick<TestServer, "port">,
  settings: Partial<RestSettings> = {},
  clock?: Clock,
): Promise<TestWire> {
  const { authority } = await sharedCertificate();
  return new TestWire({
    host: "127.0.0.1",
    port: server.port,
    auth: tokenAuth,
    tls: { kind: "ca", file: "/ca.pem", pem: authority.pem },
    timeout: 10_000,
    retryAttempts: 0,
    retryDelay: 1,
    rateLimit: 0,
    guard: { check: () => {}, checkCommand: () => {} },
    ...settings,
  }, clock);
}

/** The two ways a request is carried: `fetch`, and `node:https` with a pinned certificate. */
export async function bothTrusts(): Promise<readonly (readonly [name: string, tls: TlsTrust])[]> {
  const { authority, certificate } = await sharedCertificate();
  return [
    ["over fetch", { kind: "ca", file: "/ca.pem", pem: authority.pem }],
    ["over node:https", { kind: "fingerprint", sha256: certificate.fingerprint }],
  ];
}
