import type { IncomingMessage, RequestOptions } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Duplex } from "node:stream";
import {
  type CarriedAnswer,
  type CarriedRequest,
  type OpenCarrier,
  OversizeAnswer,
  readText,
} from "./carrier.ts";
import { unlessAborted } from "./deadline.ts";
import { CarrierFault, carrierFault } from "./fault.ts";
import { pinFault } from "./pin.ts";
import { serverName } from "./server_name.ts";

/** As in the other carrier: below the server's own five seconds. */
const idleTimeout = 4000;

/** How long a connection may take to come about; a request that gave up waiting leaves it to the next one until then. */
const connectTimeout = 30_000;

/**
 * Opens the carrier over `node:https`, which alone can pin a leaf certificate or do without verification under Deno.
 *
 * The fingerprint is compared on the fresh TLS connection, before a byte of any request (and so any secret) is written.
 *
 * @param trusted SHA-256 fingerprints of which the server must show one; undefined trusts whatever it shows.
 * @param limit Bytes that an answer may have.
 */
export async function openPinnedCarrier(
  trusted: readonly string[] | undefined,
  limit: number,
): Promise<OpenCarrier> {
  const [https, tls, zlib, { pipeline }] = await Promise.all([
    import("node:https"),
    import("node:tls"),
    import("node:zlib"),
    import("node:stream"),
  ]);

  function connect(options: RequestOptions, done: (error: Error | null, socket: Duplex) => void): void {
    const host = options.host ?? "";
    const socket = tls.connect({
      host,
      port: Number(options.port),
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
      ...serverName(host),
    });
    const fail = (error: Error) => {
      connecting.delete(socket);
      done(error, socket);
    };
    connecting.add(socket);
    socket.once("error", fail);
    socket.setTimeout(
      connectTimeout,
      () => socket.destroy(new Error("ETIMEDOUT: the connection did not come about")),
    );
    socket.once("secureConnect", () => {
      connecting.delete(socket);
      socket.off("error", fail);
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      const refusal = pinFault(socket, trusted);
      if (refusal === undefined) {
        socket.setNoDelay(true);
        done(null, socket);
      } else {
        socket.destroy();
        done(refusal, socket);
      }
    });
  }

  const connecting = new Set<TLSSocket>();
  const forReads = new https.Agent({ keepAlive: true, timeout: idleTimeout });
  // Seen with Deno 2.9.6: on a kept connection that breaks, node:https sends the request again on its own, a POST too,
  // although the server had it. On a fresh connection it does not.
  const forChanges = new https.Agent({ keepAlive: false });
  for (const agent of [forReads, forChanges]) {
    // An agent may hand its connection to the callback alone, once it is ready; Node's types know only the returned one.
    Reflect.set(agent, "createConnection", connect);
  }

  function unpacked(message: IncomingMessage): AsyncIterable<Uint8Array> {
    return message.headers["content-encoding"] === "gzip"
      ? pipeline(message, zlib.createGunzip(), () => {})
      : message;
  }

  async function carry(request: CarriedRequest, signal: AbortSignal): Promise<CarriedAnswer> {
    let sent = false;
    try {
      // While there is no socket yet, Node does not tell the request of the signal.
      const message = await unlessAborted(
        new Promise<IncomingMessage>((resolve, reject) => {
          const body = request.body === undefined ? undefined : new TextEncoder().encode(request.body);
          const outgoing = https.request(request.url, {
            agent: request.method === "GET" ? forReads : forChanges,
            signal,
            method: request.method,
            headers: {
              "accept-encoding": "gzip",
              ...request.headers,
              ...(body === undefined ? {} : { "content-length": String(body.byteLength) }),
            },
          });
          outgoing.once("socket", () => sent = true);
          outgoing.once("response", resolve);
          outgoing.on("error", reject);
          outgoing.end(body);
        }),
        signal,
      );
      return {
        status: message.statusCode ?? 0,
        reason: message.statusMessage ?? "",
        header: (name: string) => {
          const value = message.headers[name];
          return Array.isArray(value) ? value.join(", ") : value;
        },
        text: await readText(unpacked(message), limit),
      };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof OversizeAnswer || error instanceof CarrierFault) throw error;
      throw carrierFault(error, sent);
    }
  }

  function close(): void {
    forReads.destroy();
    forChanges.destroy();
    for (const socket of connecting) socket.destroy();
  }

  return { carry, close };
}
