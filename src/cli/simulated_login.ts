import type { TokenLogin } from "../simulator/seed/logins.ts";
import type { Simulator } from "../simulator/simulator.ts";

/** Settings that reach a simulated cluster over its API with one of its tokens, its certificate pinned. */
export function apiEnvironment(
  { hostname, port, fingerprint }: Simulator,
  { tokenId, secret }: TokenLogin,
): Readonly<Record<string, string>> {
  return {
    PROXMOX_HOST: hostname,
    PROXMOX_PORT: String(port),
    PROXMOX_FINGERPRINT: fingerprint,
    PROXMOX_API_TOKEN_ID: tokenId,
    PROXMOX_API_TOKEN_SECRET: secret,
  };
}

/**
 * Settings that log in over SSH on the nodes of a simulated cluster: root, by a key that is written to the directory, every
 * node's host key pinned, and the risks of commands accepted. None where the cluster was started without SSH.
 */
export async function sshEnvironment(
  { ssh }: Simulator,
  directory: string,
): Promise<Readonly<Record<string, string>>> {
  const [entry] = Object.values(ssh?.nodes ?? {});
  if (ssh === undefined || entry === undefined) return {};
  const keyPath = `${directory}/id`;
  await Deno.writeTextFile(keyPath, ssh.clientPrivateKeyPem, { mode: 0o600 });
  return {
    PROXMOX_SSH_HOST: entry.host,
    PROXMOX_SSH_PORT: String(entry.port),
    PROXMOX_SSH_USER: ssh.user,
    PROXMOX_SSH_KEY_PATH: keyPath,
    PROXMOX_SSH_HOST_KEY: Object.values(ssh.nodes).map((node) => node.hostKeyFingerprint).join(","),
    I_ACCEPT_RISKS: "true",
  };
}
