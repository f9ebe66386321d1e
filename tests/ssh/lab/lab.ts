import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SshSettings } from "../../../src/config/settings.ts";

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

/** What differs from one lab to the next. */
export interface LabOptions {
  readonly name?: string;
  readonly host?: string;
  readonly port?: number;
  /** Lines before the usual ones of sshd_config. */
  readonly sshd?: string;
  /** Key types of the host; ed25519 by default. */
  readonly keyTypes?: readonly ("ed25519" | "ecdsa" | "rsa")[];
  /** Shell commands that run as the node starts. */
  readonly setup?: string;
  /** Directory with a client key to use instead of a new one. */
  readonly client?: string;
  /** Files below /etc, by path. */
  readonly etc?: Readonly<Record<string, string>>;
}

const here = fileURLToPath(new URL(".", import.meta.url));

/** Why no lab can be had on this machine, or undefined when it can. */
export const labMissing: string | undefined = whyNoLab();

function whyNoLab(): string | undefined {
  if (Deno.build.os !== "linux") return "this is no Linux machine";
  if (Deno.uid() !== 0) return "the tests do not run as root";
  for (const program of ["/usr/sbin/sshd", "/usr/bin/unshare", "/usr/bin/nsenter", "/usr/bin/perl"]) {
    try {
      Deno.statSync(program);
    } catch {
      return `${program} is not there (apt-get install openssh-server util-linux perl)`;
    }
  }
  const { success } = new Deno.Command("unshare", {
    args: ["--mount", "--uts", "--pid", "--fork", "--mount-proc", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
    stdout: "null",
    stderr: "null",
  }).outputSync();
  return success ? undefined : "this machine does not let root make namespaces";
}

/** Registers a test that needs the lab; without one it is ignored. */
export function labTest(name: string, run: () => Promise<void>): void {
  Deno.test({ name, ignore: labMissing !== undefined, fn: run });
}

if (labMissing !== undefined) {
  Deno.test({
    name: `tests against a real OpenSSH server are left out: ${labMissing}`,
    ignore: true,
    fn: () => {},
  });
}

/** Starts a node, hands it over, and takes everything away again. */
export async function withNode(options: LabOptions, use: (node: LabNode) => Promise<void>): Promise<void> {
  const node = await startNode(options);
  try {
    await use(node);
  } finally {
    await node.stop();
  }
}

/** A port that is free on these loopback addresses. */
export function freePort(hosts: readonly string[] = ["127.0.0.1"]): number {
  for (;;) {
    const first = Deno.listen({ hostname: hosts[0] ?? "127.0.0.1", port: 0 });
    const { port } = first.addr;
    first.close();
    try {
      for (const hostname of hosts) Deno.listen({ hostname, port }).close();
      return port;
    } catch {
      continue;
    }
  }
}

/** Makes a key pair without passphrase and gives back the public line. */
export async function makeKey(file: string, type = "ed25519", more: readonly string[] = []): Promise<string> {
  const size = type === "rsa" ? ["-b", "2048"] : [];
  await must("ssh-keygen", ["-q", "-t", type, ...size, "-N", "", "-C", "", "-f", file, ...more]);
  return (await Deno.readTextFile(`${file}.pub`)).trim();
}

async function must(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (!success) throw new Error(`${command} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** Starts one node; {@linkcode LabNode.stop} ends every process it has. */
export async function startNode(options: LabOptions = {}): Promise<LabNode> {
  const name = options.name ?? "pve";
  const host = options.host ?? "127.0.0.1";
  const port = options.port ?? freePort([host]);
  const directory = await Deno.makeTempDir({ prefix: "pmx-lab-" });
  await Deno.chmod(directory, 0o755);
  for (
    const part of [
      "etc/lab",
      `etc/pve/nodes/${name}/lxc`,
      "sbin",
      "bin",
      "work/bin",
      "root/.ssh",
      "work/etc",
      "work/sbin",
      "ct/100",
      "log",
    ]
  ) {
    await Deno.mkdir(join(directory, part), { recursive: true });
  }
  const hostKeys: Record<string, string> = {};
  const fingerprints: Record<string, string> = {};
  for (const type of options.keyTypes ?? ["ed25519"]) {
    const file = join(directory, `etc/lab/host_${type}`);
    hostKeys[type] = await makeKey(file, type);
    fingerprints[type] = (await must("ssh-keygen", ["-lf", `${file}.pub`])).split(" ")[1] ?? "";
  }
  const keyPath = join(options.client ?? directory, "client");
  const publicKey = options.client === undefined
    ? await makeKey(keyPath)
    : (await Deno.readTextFile(`${keyPath}.pub`)).trim();
  await Deno.writeTextFile(join(directory, "root/.ssh/authorized_keys"), `${publicKey}\n`);
  await Deno.writeTextFile(
    join(directory, "etc/lab/sshd_config"),
    sshdConfig(host, port, Object.keys(hostKeys), options.sshd),
  );
  await Deno.writeTextFile(join(directory, "etc/lab/setup"), options.setup ?? "");
  const files: Record<string, string> = {
    "pve/.members": `{\n"nodename": "${name}",\n"version": 1\n}\n`,
    [`pve/nodes/${name}/lxc/100.conf`]: "hostname: web1\nmemory: 256\n",
    [`pve/nodes/${name}/lxc/101.conf`]: "hostname: db1\nmemory: 512\n",
    [`pve/nodes/${name}/lxc/102.conf`]: "hostname: bare1\nmemory: 64\n",
    ...options.etc,
  };
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(join(directory, "etc", path, ".."), { recursive: true });
    await Deno.writeTextFile(join(directory, "etc", path), text);
  }
  for (const [command, place] of [["pct", "sbin"], ["qm", "sbin"], ["pvesh", "bin"]] as const) {
    await Deno.copyFile(join(here, command), join(directory, place, command));
    await Deno.chmod(join(directory, place, command), 0o755);
  }
  const process = new Deno.Command("unshare", {
    args: [
      ...["--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"],
      ...["sh", join(here, "node.sh"), directory, name],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await untilReady(process);
  await untilListening(host, port);
  return new RunningNode({ name, host, port, directory, hostKeys, fingerprints, keyPath }, process);
}

function sshdConfig(host: string, port: number, keyTypes: readonly string[], more = ""): string {
  return [
    more,
    `ListenAddress ${host}`,
    `Port ${port}`,
    ...keyTypes.map((type) => `HostKey /etc/lab/host_${type}`),
    "PidFile none",
    "PermitRootLogin yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "UsePAM no",
    "StrictModes no",
    "LogLevel VERBOSE",
    "Subsystem sftp internal-sftp",
  ].join("\n") + "\n";
}

async function untilReady(process: Deno.ChildProcess): Promise<void> {
  const reader = process.stdout.getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      throw new Error(`the lab's node did not start: ${await new Response(process.stderr).text()}`);
    }
    text += new TextDecoder().decode(value);
    if (text.includes("ready")) return reader.releaseLock();
  }
}

async function untilListening(hostname: string, port: number): Promise<void> {
  for (let round = 0; round < 200; round++) {
    try {
      (await Deno.connect({ hostname, port })).close();
      return;
    } catch {
      await pause(20);
    }
  }
  throw new Error(`sshd does not listen at ${hostname}:${port}`);
}

type Facts = Pick<LabNode, "name" | "host" | "port" | "directory" | "hostKeys" | "fingerprints" | "keyPath">;

class RunningNode implements LabNode {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  readonly container: string;
  readonly hostKeys: Readonly<Record<string, string>>;
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly keyPath: string;
  readonly #process: Deno.ChildProcess;

  constructor(facts: Facts, process: Deno.ChildProcess) {
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
    for (let round = 0; round < 100 && this.processes().length > 0; round++) await pause(50);
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

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
