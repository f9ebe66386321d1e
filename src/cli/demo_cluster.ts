import { startSimulator } from "../simulator/simulator.ts";

/** A simulated cluster and the environment that points a server at it. */
export interface DemoCluster extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the cluster of `--demo` and of the tour, on a free port of 127.0.0.1. */
export async function startDemoCluster(): Promise<DemoCluster> {
  const simulator = await startSimulator({ authDelay: 0 });
  const { tokenId, secret } = simulator.logins.full;
  return {
    environment: {
      PROXMOX_HOST: simulator.hostname,
      PROXMOX_PORT: String(simulator.port),
      PROXMOX_FINGERPRINT: simulator.fingerprint,
      PROXMOX_API_TOKEN_ID: tokenId,
      PROXMOX_API_TOKEN_SECRET: secret,
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}
