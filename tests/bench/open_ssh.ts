import { join } from "node:path";
import type { LabNode } from "../ssh/lab/lab_node.ts";
import { must } from "../ssh/lab/process.ts";

/** OpenSSH's own programs on a kept connection (a control master), as a person has them who works on a node. */
export class OpenSsh implements AsyncDisposable {
  readonly #options: readonly string[];
  readonly #host: string;

  private constructor(options: readonly string[], host: string) {
    this.#options = options;
    this.#host = host;
  }

  /** Connects to a node; socket and known host key go into the directory. */
  static async connect(node: LabNode, directory: string): Promise<OpenSsh> {
    const known = join(directory, "known_hosts");
    await Deno.writeTextFile(
      known,
      Object.values(node.hostKeys).map((key) => `[${node.host}]:${node.port} ${key}\n`).join(""),
    );
    const settings = {
      BatchMode: "yes",
      ControlPath: join(directory, "master"),
      IdentityFile: node.keyPath,
      LogLevel: "ERROR",
      Port: node.port,
      UserKnownHostsFile: known,
    };
    const options = [
      "-F",
      "none",
      ...Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ];
    const host = `root@${node.host}`;
    await must("ssh", [...options, "-o", "ControlMaster=yes", "-o", "ControlPersist=yes", host, "true"]);
    return new OpenSsh(options, host);
  }

  /** Runs a command line on the node. */
  async run(line: string): Promise<void> {
    await must("ssh", [...this.#options, this.#host, line]);
  }

  /** Copies a local file to the node. */
  async upload(local: string, path: string): Promise<void> {
    await must("scp", [...this.#options, local, `${this.#host}:${path}`]);
  }

  /** Copies a file of the node. */
  async download(path: string, local: string): Promise<void> {
    await must("scp", [...this.#options, `${this.#host}:${path}`, local]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await must("ssh", [...this.#options, "-O", "exit", this.#host]);
  }
}
