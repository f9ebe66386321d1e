import { type CarriedRequest, type OpenCarrier, OversizeAnswer, readText } from "./carrier.ts";
import { carrierFault, reasonOf } from "./fault.ts";

/** Below the server's own five seconds, so that a kept connection is not used just when the server closes it. */
const idleTimeout = 4000;

/**
 * Opens the carrier over Deno's `fetch`, for certificates that the system's roots or the given ones vouch for.
 *
 * @param caCerts PEM certificates trusted beside the system's roots.
 * @param limit Bytes that an answer may have.
 */
export function openFetchCarrier(caCerts: readonly string[], limit: number): OpenCarrier {
  const client = Deno.createHttpClient({
    http2: false,
    poolIdleTimeout: idleTimeout,
    ...(caCerts.length === 0 ? {} : { caCerts: [...caCerts] }),
  });
  async function carry({ url, method, headers, body }: CarriedRequest, signal: AbortSignal) {
    try {
      const response = await fetch(url, {
        client,
        method,
        headers,
        signal,
        redirect: "manual",
        ...(body === undefined ? {} : { body }),
      });
      return {
        status: response.status,
        reason: "",
        header: (name: string) => response.headers.get(name) ?? undefined,
        text: response.body === null ? "" : await readText(response.body, limit),
      };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof OversizeAnswer) throw error;
      throw carrierFault(error, !neverConnected(reasonOf(error)));
    }
  }
  return { carry, close: () => client.close() };
}

/** Deno names the stage that failed: while connecting, or before that, no byte of the request has left. */
function neverConnected(reason: string): boolean {
  return /client error \(Connect\)|Requests to port \d+ are blocked/.test(reason);
}
