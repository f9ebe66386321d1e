import { join } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/simulator.ts";

/** Settings of a server by name, as an MCP client's configuration passes them. */
export type Environment = Readonly<Record<string, string>>;

/** A simulated cluster, the settings that reach it, and a directory for whatever a server writes. */
export class TestCluster implements AsyncDisposable {
  readonly simulator: Simulator;
  /** Working directory of the server, empty at first. */
  readonly directory: string;

  constructor(simulator: Simulator, directory: string) {
    this.simulator = simulator;
    this.directory = directory;
  }

  /** Settings of a server that may do everything the API allows: pinned certificate, a token of root, no rate limit. */
  get environment(): Environment {
    return {
      ...this.address,
      PROXMOX_FINGERPRINT: this.simulator.fingerprint,
      ...tokenSettings(this.simulator.logins.full),
    };
  }

  /** Host and port, and what keeps tests fast and by themselves; neither trust nor login. */
  get address(): Environment {
    const { hostname, port } = this.simulator;
    return { PROXMOX_HOST: hostname, PROXMOX_PORT: String(port), ...quietSettings(this.directory) };
  }

  /** The authority's certificate in a file, for `PROXMOX_CA_FILE`. */
  async caFile(): Promise<string> {
    const file = join(this.directory, "pve-root-ca.pem");
    await Deno.writeTextFile(file, this.simulator.caPem);
    return file;
  }

  /** How many API requests came in so far whose path matches. */
  countRequests(method: string, path: RegExp): number {
    return this.simulator.requests.filter((request) => request.method === method && path.test(request.path))
      .length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await Deno.remove(this.directory, { recursive: true });
  }
}

/** Starts a simulated cluster whose tasks take a hundredth of their time; options as of the simulator. */
export async function startCluster(options: SimulatorOptions = {}): Promise<TestCluster> {
  const simulator = await startSimulator({ authDelay: 0, speed: 100, ...options });
  return new TestCluster(simulator, await temporaryDirectory());
}

/** Makes an empty directory that the caller removes. */
export async function temporaryDirectory(): Promise<string> {
  return await Deno.makeTempDir({ prefix: "proxmox-mcp-test-" });
}

/** The settings of a login by token. */
export function tokenSettings(login: { readonly tokenId: string; readonly secret: string }): Environment {
  return { PROXMOX_API_TOKEN_ID: login.tokenId, PROXMOX_API_TOKEN_SECRET: login.secret };
}

/** Settings that keep a test fast and its traces in its own directory. */
export function quietSettings(directory: string): Environment {
  return {
    PROXMOX_RATE_LIMIT: "0",
    PROXMOX_RETRY_DELAY: "1",
    PROXMOX_AUDIT_LOG: join(directory, "audit.jsonl"),
  };
}
