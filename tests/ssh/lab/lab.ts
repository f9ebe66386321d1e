import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pause } from "../../../src/wire/pause.ts";
import { type LabNode, RunningNode } from "./lab_node.ts";
import { must } from "./process.ts";

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
