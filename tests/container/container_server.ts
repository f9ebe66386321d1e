import { startCluster, type TestCluster } from "../harness/cluster.ts";
import { type Ran, run } from "../harness/run.ts";
import { type ServerProcess, spawnRaw } from "../harness/server_process.ts";

/** The secrets of a container by the name of their file. */
export const containerSecrets = {
  auth_token: "a-token-that-only-the-clients-know-0123456789",
  state_key: "a-key-that-only-the-replicas-know-0123456789ab",
};

/** A server that runs with the settings of a container, without one: its secrets lie in another folder. */
export class ContainerServer implements AsyncDisposable {
  readonly url: string;
  readonly #cluster: TestCluster;
  readonly #process: ServerProcess;
  readonly #environment: Readonly<Record<string, string>>;
  #isRunning = true;

  private constructor(parts: {
    readonly port: number;
    readonly cluster: TestCluster;
    readonly process: ServerProcess;
    readonly environment: Readonly<Record<string, string>>;
  }) {
    this.url = `http://127.0.0.1:${parts.port}`;
    this.#cluster = parts.cluster;
    this.#process = parts.process;
    this.#environment = parts.environment;
  }

  /**
   * Starts it on a free port, against a simulated cluster whose address and login replace those of the example.
   *
   * @param environment the container's settings
   * @param args the container's arguments
   * @param mount where the container finds its secrets
   */
  static async start(
    environment: Readonly<Record<string, string>>,
    args: readonly string[],
    mount: string,
  ): Promise<ContainerServer> {
    const cluster = await startCluster();
    const { PROXMOX_API_TOKEN_SECRET: secret = "", ...login } = cluster.environment;
    const folder = `${cluster.directory}/secrets`;
    await Deno.mkdir(folder);
    for (const [name, text] of Object.entries({ api_token_secret: secret, ...containerSecrets })) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const port = freePort();
    const moved = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace(mount, folder)]),
    );
    const settings = { ...moved, ...login, MCP_HTTP_PORT: String(port) };
    const process = spawnRaw({ environment: settings, directory: cluster.directory }, args);
    await process.errorOutput(/Serving MCP at/);
    return new ContainerServer({ port, cluster, process, environment: settings });
  }

  /** Runs another command of the program in the same container. */
  async exec(args: readonly string[]): Promise<Ran> {
    return await run(args, { environment: this.#environment, directory: this.#cluster.directory });
  }

  /** Kills the server and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.#isRunning) this.#process.kill("SIGKILL");
    this.#isRunning = false;
    await this.#process.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#cluster[Symbol.asyncDispose]();
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
