import { fileURLToPath } from "node:url";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { installSh } from "../../scripts/pack/installers.ts";
import { startCluster, type TestCluster } from "../harness/cluster.ts";
import type { ClientServer } from "./client_files.ts";
import { denoDirectory } from "../harness/deno_directory.ts";
import { type FileServer, serveFolder } from "../harness/file_server.ts";
import { connectModern } from "../harness/modern_client.ts";
import { sourceProgram } from "../harness/source_program.ts";
import { type StandInRelease, standInRelease } from "../harness/stand_in_release.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** What `main.ts` needs to run, and nothing else of the repository. */
const packed = ["main.ts", "deno.json", "deno.lock", "docs/import-map.json", "src"];

/** What tells Deno how this machine reaches the registry and whom it trusts there; a package may have to be asked about. */
const network = [
  ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_DIR", "SSL_CERT_FILE"],
  ...["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "NPM_CONFIG_REGISTRY", "npm_config_registry"],
];

/**
 * A machine as a newcomer has it, as far as a folder can be one: an empty home directory, the files of a release on a
 * server, whose binaries are `deno run` of packed files, and a simulated cluster to connect to.
 */
export class CleanMachine implements AsyncDisposable {
  readonly cluster: TestCluster;
  /** The home directory, empty at first. */
  readonly home: string;
  /** The packed files, as a clone of the repository has them. */
  readonly source: string;
  /** Whether setup has written settings there. */
  isSetUp = false;
  readonly #cache: string;
  readonly #release: StandInRelease;
  readonly #releaseServer: FileServer;
  readonly #sourceServer: FileServer;

  private constructor(parts: {
    readonly cluster: TestCluster;
    readonly folder: string;
    readonly cache: string;
    readonly release: StandInRelease;
  }) {
    this.cluster = parts.cluster;
    this.home = `${parts.folder}/home`;
    this.source = `${parts.folder}/source`;
    this.#cache = parts.cache;
    this.#release = parts.release;
    this.#releaseServer = serveFolder(parts.release.folder);
    this.#sourceServer = serveFolder(this.source);
  }

  /** Packs the files, lays the release out, and starts the cluster. */
  static async make(): Promise<CleanMachine> {
    const cluster = await startCluster();
    const folder = cluster.directory;
    for (const path of packed) await copy(`${repository}${path}`, `${folder}/source/${path}`);
    await Deno.mkdir(`${folder}/home`);
    const release = await standInRelease(sourceProgram(`${folder}/source/main.ts`));
    await Deno.writeTextFile(`${release.folder}/install.sh`, await installSh(release.release));
    return new CleanMachine({ cluster, folder, cache: await denoDirectory(), release });
  }

  /** The environment of a shell there: nothing of this machine's own but its programs, Deno's cache and its network. */
  get environment(): Readonly<Record<string, string>> {
    return {
      ...Object.fromEntries(network.flatMap((name) => {
        const value = Deno.env.get(name);
        return value === undefined ? [] : [[name, value]];
      })),
      HOME: this.home,
      PATH: `${this.home}/.local/bin:/usr/bin:/bin`,
      DENO_DIR: this.#cache,
      INSTALL_DIR: `${this.home}/.local/bin`,
      INSTALL_FROM: this.#releaseServer.url,
      // Pages name the usual ports; tests run beside each other.
      MCP_HTTP_PORT: "0",
      NO_COLOR: "1",
    };
  }

  /** A command of the documentation with the addresses of GitHub replaced by those of the local files. */
  localised(command: string): string {
    const { homepage, repository: name } = this.#release.release;
    return command
      .replaceAll(`${homepage}/releases/latest/download`, this.#releaseServer.url)
      .replaceAll(`https://raw.githubusercontent.com/${name}/main`, this.#sourceServer.url);
  }

  /** Deno's flag that lets it load code from the local files, as it loads from GitHub without being told. */
  get importFlag(): string {
    return `--allow-import=${new URL(this.#sourceServer.url).host}`;
  }

  /**
   * Starts a server as a client does and asks it for the nodes, with the simulated cluster in place of the example's.
   *
   * @throws Error when it does not start, or answers with an error
   */
  async tryServer({ command, args, env }: ClientServer): Promise<void> {
    await using client = await connectModern(
      new StdioClientTransport({
        command: command.replace(/^(?:.*\/)?(?=proxmox-mcp$)/, `${this.home}/.local/bin/`),
        args: [...args],
        env: { ...this.environment, ...this.#placed(env) },
        cwd: this.home,
        stderr: "ignore",
      }),
    );
    const { text, isError } = await client.call("proxmox_node_list");
    if (isError) throw new Error(text);
  }

  /** The settings of an example, by the same names, with what belongs to the simulated cluster. */
  #placed(example: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (example["PROXMOX_HOST"] === undefined) return example;
    const { PROXMOX_API_TOKEN_ID: id = "", PROXMOX_API_TOKEN_SECRET: secret = "", ...address } =
      this.cluster.environment;
    const own: Readonly<Record<string, string>> = {
      PROXMOX_API_TOKEN_ID: id,
      PROXMOX_API_TOKEN_SECRET: secret,
    };
    const login = Object.entries(example).map(([name, value]) => [name, own[name] ?? value]);
    return { ...Object.fromEntries(login), ...address };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sourceServer[Symbol.asyncDispose]();
    await this.#releaseServer[Symbol.asyncDispose]();
    await this.#release[Symbol.asyncDispose]();
    await this.cluster[Symbol.asyncDispose]();
  }
}

async function copy(from: string, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) {
    await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}
