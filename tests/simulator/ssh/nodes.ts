import { join } from "node:path";
import type { SshSettings } from "../../../src/config/settings.ts";
import type { RequestGuard } from "../../../src/policy/guard.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../src/simulator/simulator.ts";
import type { SshSide } from "../../../src/simulator/ssh/start.ts";
import type { NodeShell } from "../../../src/ssh/node_shell.ts";
import type { SshNodes } from "../../../src/ssh/nodes.ts";
import { openGuard, withNodes } from "../../ssh/lab/session.ts";

/** A simulated cluster whose nodes answer over SSH, and this program's own client of it. */
export interface Session {
  readonly simulator: Simulator;
  readonly ssh: SshSide;
  readonly settings: SshSettings;
  readonly nodes: SshNodes;
  /** A shell on the first node. */
  readonly shell: NodeShell;
  /** Directory for the files of the test; it is removed at its end. */
  readonly directory: string;
}

/** How a session differs from root's login with the key that the simulator made. */
export interface SessionOptions extends SimulatorOptions {
  readonly settings?: Partial<SshSettings>;
  readonly guard?: RequestGuard;
}

/** Starts a simulated cluster with SSH and takes it away again. */
export async function withSimulator(
  options: SimulatorOptions,
  use: (simulator: Simulator, ssh: SshSide, directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "pmx-simulator-ssh-" });
  const simulator = await startSimulator({ speed: Infinity, authDelay: 0, ssh: true, ...options });
  try {
    if (simulator.ssh === undefined) throw new Error("the simulator was started without SSH");
    await Deno.writeTextFile(join(directory, "key"), simulator.ssh.clientPrivateKeyPem, { mode: 0o600 });
    await use(simulator, simulator.ssh, directory);
  } finally {
    await simulator.close();
    await Deno.remove(directory, { recursive: true });
  }
}

/** Settings that lead to the first node as root. */
export function settingsFor(
  ssh: SshSide,
  directory: string,
  changes: Partial<SshSettings> = {},
): SshSettings {
  const [first] = Object.values(ssh.nodes);
  return {
    host: first?.host ?? "127.0.0.1",
    port: first?.port ?? 0,
    user: "root",
    keyPath: join(directory, "key"),
    keyPassphrase: undefined,
    password: undefined,
    agentSocket: undefined,
    hostKeys: first === undefined ? [] : [first.hostKeyFingerprint],
    knownHostsFile: join(directory, "known_hosts"),
    sudo: false,
    maxChannels: 8,
    ...changes,
  };
}

/** Starts a simulated cluster, logs in, and takes everything away again. */
export async function withSession(
  { settings: changes, guard = openGuard, ...options }: SessionOptions,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  await withSimulator(options, async (simulator, ssh, directory) => {
    const settings = settingsFor(ssh, directory, changes);
    await withNodes({ settings, guard }, async (nodes) => {
      await use({ simulator, ssh, settings, nodes, shell: await nodes.entry(), directory });
    });
  });
}

/** Command lines of what runs on a node and in its containers, but for what runs there always. */
export function processesOn({ ssh }: Pick<Session, "ssh">, node: string): readonly string[] {
  const entries = ssh.machines.node(node)?.machine.pids.entries() ?? [];
  return entries.map(([, { argv }]) => argv.join(" ")).filter((line) =>
    !/^\/usr\/sbin\/[\w-]+$|^\/sbin\/init$|^sshd-session/.test(line)
  );
}

/** Waits until nothing runs on a node any more, and says what still does after some seconds. */
export async function leftBehind(session: Pick<Session, "ssh">, node: string): Promise<readonly string[]> {
  for (let round = 0; round < 200 && processesOn(session, node).length > 0; round++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return processesOn(session, node);
}
