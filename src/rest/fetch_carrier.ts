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
  const trust = caCerts.length === 0 ? {} : { caCerts: [...caCerts] };
  const forReads = Deno.createHttpClient({ http2: false, poolIdleTimeout: idleTimeout, ...trust });
  // Seen with Deno 2.9.6: when a kept connection ends after a request was written, fetch sends the request again on its
  // own, a POST or DELETE too, although the server had it. On a fresh connection it does not.
  const forChanges = Deno.createHttpClient({ http2: false, poolMaxIdlePerHost: 0, ...trust });
  async function carry({ url, method, headers, body }: CarriedRequest, signal: AbortSignal) {
    try {
      const response = await fetch(url, {
        client: method === "GET" ? forReads : forChanges,
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
        text: await textOf(response, limit),
      };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof OversizeAnswer) throw error;
      throw carrierFault(error, !neverConnected(reasonOf(error)));
    }
  }
  function close(): void {
    forReads.close();
    forChanges.close();
  }

  return { carry, close };
}

/** What a byte of each packing can unpack to, in bytes; nobody knows of others than gzip. */
const longestUnpacked: Readonly<Record<string, number>> = { identity: 1, gzip: 1032 };

/**
 * The body of an answer. Where its declared length leaves no doubt that it is within the limit, it is read in one piece,
 * which is faster.
 *
 * @throws {OversizeAnswer}
 */
async function textOf(response: Response, limit: number): Promise<string> {
  const declared = response.headers.get("content-length");
  const packing = response.headers.get("content-encoding") ?? "identity";
  if (declared !== null && Number(declared) * (longestUnpacked[packing] ?? Infinity) <= limit) {
    return await response.text();
  }
  return response.body === null ? "" : await readText(response.body, limit);
}

/** Deno names the stage that failed: while connecting, or before that, no byte of the request has left. */
function neverConnected(reason: string): boolean {
  return /client error \(Connect\)|Requests to port \d+ are blocked/.test(reason);
}
