import { join } from "node:path";
import { temporaryDirectory, type TestCluster } from "../../harness/cluster.ts";
import { type Ran, run } from "../../harness/run.ts";

/** Someone with an empty home directory and the directories of a few clients in it. */
export class Newcomer implements AsyncDisposable {
  readonly home: string;
  readonly #denoDirectory: string;

  constructor(home: string, denoDirectory: string) {
    this.home = home;
    this.#denoDirectory = denoDirectory;
  }

  /** What is in the environment of everything they start. */
  get environment(): Readonly<Record<string, string>> {
    return {
      DENO_DIR: this.#denoDirectory,
      HOME: this.home,
      USERPROFILE: this.home,
      APPDATA: join(this.home, ".config"),
      XDG_CONFIG_HOME: join(this.home, ".config"),
      XDG_STATE_HOME: join(this.home, "state"),
      LOCALAPPDATA: join(this.home, "state"),
      NO_COLOR: "1",
    };
  }

  /** A path below their home directory. */
  at(path: string): string {
    return join(this.home, path);
  }

  /** The directory of setup's own files. */
  get settings(): string {
    return Deno.build.os === "darwin"
      ? this.at("Library/Application Support/proxmox-mcp")
      : this.at(".config/proxmox-mcp");
  }

  /** Runs `proxmox-mcp` in the home directory. */
  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
    return run(args, { environment: { ...this.environment, ...environment }, directory: this.home });
  }

  /** Every file below the home directory with its text, but for what the program keeps of its own. */
  async files(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    const look = async (folder: string): Promise<void> => {
      for await (const { name, isDirectory } of Deno.readDir(this.at(folder))) {
        const path = folder === "" ? name : `${folder}/${name}`;
        if (!isDirectory) found[path] = await Deno.readTextFile(this.at(path));
        else if (name !== "state" && name !== ".cache") await look(path);
      }
    };
    await look("");
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.home, { recursive: true });
  }
}

/** Makes a home directory with these directories and files (path to text) in it. */
export async function newcomer(contents: Readonly<Record<string, string | null>>): Promise<Newcomer> {
  const home = await temporaryDirectory();
  const person = new Newcomer(home, await denoDirectory());
  for (const [path, text] of Object.entries(contents)) {
    await Deno.mkdir(text === null ? person.at(path) : join(person.at(path), ".."), { recursive: true });
    if (text !== null) await Deno.writeTextFile(person.at(path), text);
  }
  return person;
}

/** The packages are found there, whatever the home directory is. */
async function denoDirectory(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], stdin: "null" })
    .output();
  const { denoDir }: { denoDir: string } = JSON.parse(new TextDecoder().decode(stdout));
  return denoDir;
}

/** The options that say which cluster is meant, and who makes the token. */
export function clusterOptions({ simulator }: TestCluster): readonly string[] {
  return [
    ...["--host", `${simulator.hostname}:${simulator.port}`],
    ...["--fingerprint", simulator.fingerprint, "--user", "root@pam"],
  ];
}

/** What setup may change on a cluster. */
export function accessOf({ simulator }: TestCluster): unknown {
  const { roles, users, acl } = simulator.cluster.state;
  return structuredClone({ roles, users, acl });
}

/** A text that setup wrote, without what differs from run to run and from system to system. */
export function steady(text: string, person: Newcomer, { simulator }: TestCluster): string {
  const slashes = (path: string) => path.replaceAll(/\\+/g, "/");
  return slashes(text)
    .replaceAll(slashes(person.settings), "SETTINGS")
    .replaceAll(slashes(person.home), "HOME")
    .replaceAll(slashes(Deno.execPath()), "DENO")
    .replaceAll(/file:\/\/\S*main\.ts/g, "MAIN")
    .replaceAll(simulator.fingerprint, "FINGERPRINT")
    .replaceAll(String(simulator.port), "PORT")
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "SECRET");
}
