import { parameterPairs } from "../wire/parameters.ts";
import type { WireRequest } from "../wire/wire.ts";
import type { CarriedRequest } from "./carrier.ts";

/**
 * Encodes a request for the `/api2/extjs` form of Proxmox's paths, whose answers carry message, status and parameter
 * errors in the body on every version.
 *
 * GET and DELETE carry their parameters in the query string (Proxmox refuses a body there), POST and PUT as a form; a
 * change without parameters has neither body nor content type.
 *
 * @param address `host:port` as it stands in a URL.
 * @throws {WireError} when a parameter cannot be sent as it is.
 */
export function encodeRequest(
  address: string,
  request: WireRequest,
  credentials: Readonly<Record<string, string>>,
): CarriedRequest {
  const url = `https://${address}/api2/extjs${request.path}`;
  const form = formText(parameterPairs(request));
  const { method } = request;
  if (method === "GET" || method === "DELETE") {
    return {
      method,
      url: form === "" ? url : `${url}?${form}`,
      headers: credentials,
      body: undefined,
    };
  }
  return {
    method,
    url,
    headers: form === ""
      ? credentials
      : { ...credentials, "content-type": "application/x-www-form-urlencoded" },
    body: form === "" ? undefined : form,
  };
}

/**
 * The address of a websocket of Proxmox's, which is in the `/api2/json` form as Proxmox's own interface asks for it.
 *
 * @param address `host:port` as it stands in a URL.
 * @throws {WireError} when a parameter cannot be sent as it is.
 */
export function websocketUrl(address: string, request: WireRequest): string {
  return `wss://${address}/api2/json${request.path}?${formText(parameterPairs(request))}`;
}

/** Everything but unreserved characters is escaped: Proxmox splits forms at `;` too and reads `+` as a space. */
function formText(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}
