import { join } from "node:path";
import type { Environment, TestCluster } from "./cluster.ts";

/** Settings that log in as root over SSH on the nodes of a cluster that was started with `ssh: true`, risks accepted. */
export async function sshLogin({ simulator, directory }: TestCluster): Promise<Environment> {
  const { ssh } = simulator;
  const [entry] = Object.values(ssh?.nodes ?? {});
  if (ssh === undefined || entry === undefined) throw new Error("the cluster was started without SSH");
  const keyPath = join(directory, "id_ed25519");
  await Deno.writeTextFile(keyPath, ssh.clientPrivateKeyPem, { mode: 0o600 });
  return {
    PROXMOX_SSH_HOST: entry.host,
    PROXMOX_SSH_PORT: String(entry.port),
    PROXMOX_SSH_USER: ssh.user,
    PROXMOX_SSH_KEY_PATH: keyPath,
    PROXMOX_SSH_HOST_KEY: Object.values(ssh.nodes).map(({ hostKeyFingerprint }) => hostKeyFingerprint).join(
      ",",
    ),
    I_ACCEPT_RISKS: "true",
  };
}
