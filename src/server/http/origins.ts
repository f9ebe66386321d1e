import {
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  validateHostHeader,
  validateOriginHeader,
} from "@modelcontextprotocol/server";
import type { HttpSettings } from "../../config/settings.ts";
import type { Exchange } from "./exchange.ts";
import { refusal } from "./refusal.ts";

/** A right name may come with any port, so that there may be many pairs. */
const pairsKept = 100;

/**
 * The names under which this server may be called, and the web pages that may call it.
 *
 * A page can make its own domain resolve to this machine (DNS rebinding), and then calls with its own name in `Host`. Hence
 * every request has to name this server as it is known: a loopback name, the address it connected to, or what the settings
 * add.
 */
export class Origins {
  readonly #hosts: readonly string[];
  readonly #origins: readonly string[];
  /** Pairs of `Host` and own address that were found right, so that each is read once. */
  readonly #right = new Set<string>();

  constructor(settings: Pick<HttpSettings, "host" | "publicUrl" | "allowedHosts" | "allowedOrigins">) {
    const publicUrl = settings.publicUrl === undefined ? undefined : new URL(settings.publicUrl);
    this.#hosts = [
      ...localhostAllowedHostnames(),
      ...[settings.host, ...settings.allowedHosts].map(nameOf),
      ...(publicUrl === undefined ? [] : [publicUrl.hostname]),
    ];
    this.#origins = [
      ...settings.allowedOrigins.map((origin) => origin.toLowerCase()),
      ...(publicUrl === undefined ? [] : [publicUrl.origin]),
    ];
  }

  /** The answer to a request that names a foreign host or comes from a foreign page; undefined when it may pass. */
  refuse({ request, localAddress }: Exchange): Response | undefined {
    const fault = this.#hostFault(request.headers.get("host"), localAddress);
    if (fault !== undefined) {
      return refusal(403, `${fault}. MCP_ALLOWED_HOSTS names the hosts that are accepted.`);
    }
    const origin = request.headers.get("origin");
    if (this.#allows(origin)) return undefined;
    return refusal(403, `Invalid Origin: ${origin}. MCP_ALLOWED_ORIGINS names the pages that may call.`);
  }

  /** What lets the page read the answer, where the request came from one that passed {@linkcode Origins.refuse}. */
  headers(request: Request): Readonly<Record<string, string>> {
    const origin = request.headers.get("origin");
    return origin === null ? { vary: "origin" } : {
      vary: "origin",
      "access-control-allow-origin": origin,
      "access-control-expose-headers": "mcp-session-id, mcp-protocol-version, www-authenticate, retry-after",
    };
  }

  /** The answer to a browser that asks whether a page may send a request; undefined when the request is none of those. */
  preflight(request: Request): Response | undefined {
    const method = request.headers.get("access-control-request-method");
    if (request.method !== "OPTIONS" || method === null) return undefined;
    return new Response(null, {
      status: 204,
      headers: {
        "access-control-allow-methods": "GET, POST, DELETE",
        "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "",
        "access-control-max-age": "600",
      },
    });
  }

  #hostFault(header: string | null, localAddress: string | undefined): string | undefined {
    const pair = JSON.stringify([header, localAddress]);
    if (this.#right.has(pair)) return undefined;
    const own = localAddress === undefined ? [] : [nameOf(localAddress.replace(/^::ffff:/, ""))];
    const host = validateHostHeader(header, [...this.#hosts, ...own]);
    if (!host.ok) return host.message;
    if (this.#right.size < pairsKept) this.#right.add(pair);
    return undefined;
  }

  #allows(origin: string | null): boolean {
    return origin === null || validateOriginHeader(origin, localhostAllowedOrigins()).ok ||
      this.#origins.includes(origin.toLowerCase());
  }
}

/** A host name as URLs write it: without port, IPv6 addresses in brackets. */
function nameOf(host: string): string {
  const isBareIpv6 = /^[0-9a-f:.]+$/i.test(host) && host.split(":").length > 2;
  return URL.parse(`http://${isBareIpv6 ? `[${host}]` : host}`)?.hostname ?? host;
}
