import { join } from "node:path";
import type { SshSettings } from "../../../src/config/settings.ts";
import { pause } from "../../../src/wire/pause.ts";
import { must } from "./process.ts";

/** A node of the lab: a real sshd in namespaces of its own, with Proxmox's commands beside it. */
export interface LabNode {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Directory with everything the node has, for looking at it from outside. */
  readonly directory: string;
  /** Root of container 100's file system. */
  readonly container: string;
  /** Host keys by type, as lines `TYPE BASE64`. */
  readonly hostKeys: Readonly<Record<string, string>>;
  /** Fingerprints `SHA256:...` by type. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** File of a private key that root's authorized_keys holds. */
  readonly keyPath: string;
  /** Settings that reach the node as root. */
  settings(changes?: Partial<SshSettings>): SshSettings;
  /** Command lines of all processes in the node's containers and sessions, but for those that belong to the lab itself. */
  processes(): readonly string[];
  /** Waits until only the lab's own processes are left, and says which others still run after some seconds. */
  leftBehind(): Promise<readonly string[]>;
  /** Ends sshd with all its connections; it starts again by itself. */
  restartSshd(): Promise<void>;
  /** Runs a shell script on the node, past SSH. */
  shell(script: string): Promise<string>;
  stop(): Promise<void>;
}

/** What is known of a node before it runs. */
export type LabNodeFacts = Pick<
  LabNode,
  "name" | "host" | "port" | "directory" | "hostKeys" | "fingerprints" | "keyPath"
>;

/** A node whose namespaces stand. */
export class RunningNode implements LabNode {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  readonly container: string;
  readonly hostKeys: Readonly<Record<string, string>>;
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly keyPath: string;
  readonly #process: Deno.ChildProcess;

  constructor(facts: LabNodeFacts, process: Deno.ChildProcess) {
    this.name = facts.name;
    this.host = facts.host;
    this.port = facts.port;
    this.directory = facts.directory;
    this.container = join(facts.directory, "ct/100");
    this.hostKeys = facts.hostKeys;
    this.fingerprints = facts.fingerprints;
    this.keyPath = facts.keyPath;
    this.#process = process;
  }

  settings(changes: Partial<SshSettings> = {}): SshSettings {
    return {
      host: this.host,
      port: this.port,
      user: "root",
      keyPath: this.keyPath,
      keyPassphrase: undefined,
      password: undefined,
      agentSocket: undefined,
      hostKeys: Object.values(this.fingerprints),
      knownHostsFile: join(this.directory, "known_hosts"),
      sudo: false,
      maxChannels: 8,
      ...changes,
    };
  }

  processes(): readonly string[] {
    return this.#all().map(({ line }) => line).filter((line) =>
      !/^sshd|\/usr\/sbin\/sshd|sshd: |node\.sh|^sleep 3600$|sleep 3600 while 1/.test(line)
    );
  }

  async leftBehind(): Promise<readonly string[]> {
    for (let round = 0; round < 400 && this.processes().length > 0; round++) await pause(50);
    return this.processes();
  }

  async restartSshd(): Promise<void> {
    for (const { id, line } of this.#all()) if (/sshd/.test(line) && !/node\.sh/.test(line)) tryKill(id);
    await pause(20);
  }

  async shell(script: string): Promise<string> {
    return await must("nsenter", ["-t", String(this.#init()), "-m", "-u", "-p", "sh", "-c", script]);
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
    await this.#process.stdout.cancel();
    await this.#process.stderr.cancel();
    await Deno.remove(this.directory, { recursive: true });
  }

  #init(): number {
    return Number(
      Deno.readTextFileSync(`/proc/${this.#process.pid}/task/${this.#process.pid}/children`).trim().split(
        " ",
      )[0],
    );
  }

  /** Everything below the node's first process; namespaces nest, so containers' processes are among them. */
  #all(): { id: number; line: string }[] {
    const found: { id: number; line: string }[] = [];
    const walk = (id: number): void => {
      try {
        const line = Deno.readTextFileSync(`/proc/${id}/cmdline`).replaceAll("\0", " ").trim();
        if (line !== "") found.push({ id, line });
        for (const child of Deno.readTextFileSync(`/proc/${id}/task/${id}/children`).trim().split(" ")) {
          if (child !== "") walk(Number(child));
        }
      } catch {
        // It ended while it was looked at.
      }
    };
    walk(this.#init());
    return found;
  }
}

function tryKill(id: number): void {
  try {
    Deno.kill(id, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
