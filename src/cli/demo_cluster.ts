import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { apiEnvironment, sshEnvironment } from "./simulated_login.ts";

/** A simulated cluster and the environment that points a server at it. */
export interface DemoCluster extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts the cluster of `--demo` and of the tour, on free ports of loopback addresses.
 *
 * Tasks take half their time there, since somebody is looking on. Its audit log and its key are in a temporary directory, so
 * that play does not stand among the records of real changes. Nothing is at risk, so commands in guests are on.
 */
export async function startDemoCluster(): Promise<DemoCluster> {
  const simulator = await startWithSsh();
  const directory = await Deno.makeTempDir({ prefix: "proxmox-mcp-demo-" });
  return {
    environment: {
      ...apiEnvironment(simulator, simulator.logins.full),
      PROXMOX_AUTO_WRITES: "api",
      PROXMOX_AUDIT_LOG: `${directory}/audit.jsonl`,
      ...await sshEnvironment(simulator, directory),
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

/** The nodes share one port on several loopback addresses; one that is free on the first may be taken on another. */
async function startWithSsh(attempts = 4): Promise<Simulator> {
  try {
    return await startSimulator({ authDelay: 0, speed: 2, ssh: true });
  } catch (error) {
    if (attempts <= 1 || !(error instanceof Error) || !/EADDRINUSE|in use/i.test(error.message)) throw error;
    return await startWithSsh(attempts - 1);
  }
}
