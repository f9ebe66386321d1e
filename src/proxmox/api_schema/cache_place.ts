import { join } from "node:path";
import type { CachePlace } from "./cache.ts";

/** Names of one's own machine, behind which the simulator or a tunnel may be, another one each time. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/**
 * Where the schema of a host is kept: in the directory that the operating system means for such files.
 *
 * Undefined for loopback addresses, and where the system names no such directory.
 *
 * @param os as of `Deno.build.os`.
 */
export function cachePlace(
  host: string,
  os: string,
  variables: Readonly<Record<string, string | undefined>>,
): CachePlace | undefined {
  const root = loopback.test(host) ? undefined : cacheDirectory(os, variables);
  return root === undefined ? undefined : { directory: join(root, "proxmox-mcp"), name: host };
}

function cacheDirectory(
  os: string,
  { LOCALAPPDATA, HOME, XDG_CACHE_HOME }: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (os === "windows") return LOCALAPPDATA;
  // The XDG rules: a relative path in the variable counts as not set.
  if (os !== "darwin" && XDG_CACHE_HOME?.startsWith("/") === true) return XDG_CACHE_HOME;
  if (HOME === undefined || HOME === "") return undefined;
  return os === "darwin" ? join(HOME, "Library", "Caches") : join(HOME, ".cache");
}
