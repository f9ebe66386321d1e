import { startSimulator } from "../simulator/simulator.ts";

/** A simulated cluster and the environment that points a server at it. */
export interface DemoCluster extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts the cluster of `--demo` and of the tour, on a free port of 127.0.0.1.
 *
 * Tasks take half their time there, since somebody is looking on. Its audit log is a temporary file, so that play does not stand among the records of real changes.
 */
export async function startDemoCluster(): Promise<DemoCluster> {
  const simulator = await startSimulator({ authDelay: 0, speed: 2 });
  const directory = await Deno.makeTempDir({ prefix: "proxmox-mcp-demo-" });
  const { tokenId, secret } = simulator.logins.full;
  return {
    environment: {
      PROXMOX_HOST: simulator.hostname,
      PROXMOX_PORT: String(simulator.port),
      PROXMOX_FINGERPRINT: simulator.fingerprint,
      PROXMOX_API_TOKEN_ID: tokenId,
      PROXMOX_API_TOKEN_SECRET: secret,
      PROXMOX_AUDIT_LOG: `${directory}/audit.jsonl`,
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}
