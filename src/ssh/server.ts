import type { SshSettings } from "../config/settings.ts";
import type { Server } from "./connect.ts";
import { fingerprintOf, knownHostsName } from "./host_key.ts";
import { type KnownHost, parseKnownHosts } from "./known_hosts.ts";
import type { Login } from "./login.ts";
import type { Address } from "./socket.ts";

/** What the cluster itself says of a node's host key: the lines of `/etc/pve/nodes/NODE/ssh_known_hosts`. */
export interface ClusterTrust {
  readonly node: string;
  readonly lines: readonly KnownHost[];
}

/**
 * Puts together what is needed to connect to a node.
 *
 * For a node other than the entry, the keys that the cluster keeps for it count like configured ones: they come over a
 * connection that is trusted already, and Proxmox itself goes by them.
 */
export async function serverAt(
  address: Address,
  settings: SshSettings,
  login: Login,
  options: { readonly timeout: number; readonly cluster?: ClusterTrust },
): Promise<Server> {
  const { cluster, timeout } = options;
  const clusterLines = (cluster?.lines ?? []).filter(({ marker }) => marker === undefined);
  const pins = settings.hostKeys.length === 0
    ? []
    : [...settings.hostKeys, ...clusterLines.map(({ key }) => fingerprintOf(key))];
  const stored = parseKnownHosts(await readIfThere(settings.knownHostsFile));
  const names = [knownHostsName(address.host, address.port)];
  return {
    address,
    login,
    timeout,
    knownHostsFile: settings.knownHostsFile,
    trust: {
      fingerprints: pins,
      knownHosts: [...stored, ...clusterLines],
      names: cluster === undefined ? names : [...names, cluster.node],
    },
  };
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return "";
  }
}
