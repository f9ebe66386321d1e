/** A host as a person wrote it, taken apart; `fault` continues a sentence that quotes the text. */
export type Address =
  | { readonly host: string; readonly port: number | undefined; readonly fault?: undefined }
  | { readonly fault: string };

/**
 * Reads a host name or address, with or without port, or an `https://` address as copied from the browser.
 *
 * The host comes back without brackets. The path and fragment of the Proxmox web interface and of its API are left out;
 * another path is a fault, since Proxmox is never served below one.
 */
export function parseAddress(text: string): Address {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (scheme !== null && scheme[1]?.toLowerCase() !== "https") {
    return { fault: "must begin with https:// or be a plain name: Proxmox VE speaks HTTPS only" };
  }
  const [authority = "", path = ""] = splitOnce(
    scheme === null ? text : text.slice(scheme[0].length),
    /[/?#]/,
  );
  if (authority.includes("@")) return { fault: "must not contain a user: set PROXMOX_USER instead" };
  if (!/^$|^[?#]|^api2(?:\/|$)/.test(path)) {
    return { fault: "must not contain a path: give the host alone, for example pve.example" };
  }
  if (isIpv6(authority)) return { host: authority, port: undefined };
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]*))(?::(\d*))?$/i.exec(authority);
  const host = parts?.[1] ?? parts?.[2] ?? "";
  if (!isHost(host)) {
    return { fault: "must be a host name or an IP address, for example pve.example or 192.168.1.100" };
  }
  const port = parts?.[3] === undefined || parts[3] === "" ? undefined : Number(parts[3]);
  if (port !== undefined && (port < 1 || port > 65535)) return { fault: "must have a port from 1 to 65535" };
  return { host: host.toLowerCase(), port };
}

function isHost(host: string): boolean {
  if (isIpv4(host) || isIpv6(host)) return true;
  // An address with a number too large would otherwise pass for a name.
  return host.length <= 253 && !/^[\d.]+$/.test(host) &&
    /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i.test(host);
}

function isIpv4(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) && host.split(".").every((part) => Number(part) <= 255);
}

/** Asks the URL parser: `isIP` of node:net would add 9 ms to every start. */
function isIpv6(host: string): boolean {
  return host.includes(":") && /^[0-9a-f:.]+$/i.test(host) && URL.canParse(`https://[${host}]/`);
}

function splitOnce(text: string, separator: RegExp): readonly [string, string] {
  const at = text.search(separator);
  if (at < 0) return [text, ""];
  return [text.slice(0, at), text.slice(text.charAt(at) === "/" ? at + 1 : at)];
}
