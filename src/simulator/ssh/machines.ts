import type { Guest, GuestRuntime } from "../cluster/guest.ts";
import type { ClusterNode } from "../cluster/node.ts";
import { onPowerOff } from "../guest/power_off.ts";
import type { Machine } from "../linux/kernel/machine.ts";
import { Process } from "../linux/kernel/process.ts";
import { makeMachine } from "../linux/system/make_machine.ts";
import { guestFacts } from "../guest/system/facts.ts";
import { installGuest } from "../guest/system/files.ts";
import { nodeFacts } from "./node/facts.ts";
import { DocsFiles } from "./node/docs_files.ts";
import { nodeFiles } from "./node/files.ts";
import { nodePrograms } from "./node/programs.ts";
import { PveFiles } from "./node/pve_files.ts";
import type { Site } from "./site.ts";

/** A system with its first process. */
export interface RunningMachine {
  readonly machine: Machine;
  readonly init: Process;
}

interface RunningContainer extends RunningMachine {
  readonly runtime: GuestRuntime;
  readonly node: string;
}

/** Process ids of the services, and of whoever logs in. */
const DAEMONS_FROM = 700;
const SESSIONS_FROM = 24_000;

/** The systems of the nodes and of their running containers; each is made when it is first needed. */
export class Machines {
  readonly #site: Site;
  readonly #nodes = new Map<string, RunningMachine>();
  readonly #containers = new Map<number, RunningContainer>();

  constructor(site: Site) {
    this.#site = site;
  }

  /** The system of a node. */
  node(name: string): RunningMachine | undefined {
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const node = this.#site.cluster.node(name);
    if (node === undefined) return undefined;
    const made = this.#makeNode(node);
    this.#nodes.set(name, made);
    return made;
  }

  /** The SSH daemon of a node. */
  daemon(name: string): Process {
    const running = this.node(name);
    if (running === undefined) throw new Error(`There is no node ${name}.`);
    const { machine, init } = running;
    return machine.pids.entries().map(([, process]) => process).find(({ argv }) =>
      argv[0] === "/usr/sbin/sshd"
    ) ?? init;
  }

  /** The system of a container; undefined when it does not run. */
  container(guest: Guest): RunningMachine | undefined {
    const known = this.#containers.get(guest.vmid);
    if (known !== undefined && known.runtime === guest.runtime && known.node === guest.node) return known;
    known?.init.finish({ signal: "KILL" });
    this.#containers.delete(guest.vmid);
    const { runtime } = guest;
    const host = runtime === undefined ? undefined : this.node(guest.node);
    if (runtime === undefined || host === undefined) return undefined;
    const made = { ...this.#makeContainer(guest, host), runtime, node: guest.node };
    this.#containers.set(guest.vmid, made);
    return made;
  }

  /** Ends every process. */
  close(): void {
    for (const { init } of [...this.#containers.values(), ...this.#nodes.values()]) {
      init.finish({ signal: "KILL" });
    }
  }

  #makeNode(node: ClusterNode): RunningMachine {
    const site = this.#site;
    const { cluster, faults, hostKey, authorizedKeys, users, apiScript } = site;
    const machine = makeMachine({
      facts: () => nodeFacts(cluster, cluster.node(node.name) ?? node),
      files: nodeFiles(node, Object.keys(users)),
      sources: [
        new PveFiles({ cluster, faults, node: node.name, hostKey, authorizedKeys: () => authorizedKeys }),
        new DocsFiles(apiScript),
      ],
      programs: nodePrograms(site, node.name),
    });
    const init = new Process(machine, undefined, { argv: ["/sbin/init"] });
    machine.pids.skipTo(DAEMONS_FROM);
    startDaemons(init);
    machine.pids.skipTo(SESSIONS_FROM);
    return { machine, init };
  }

  #makeContainer(guest: Guest, host: RunningMachine): RunningMachine {
    const { cluster, faults } = this.#site;
    installGuest(guest);
    const storage = String(guest.config["rootfs"] ?? "").split(":")[0] ?? "";
    const machine = makeMachine({
      facts: () => guestFacts(cluster, guest),
      files: guest.system.files,
      outer: host.machine.pids,
      space: () => faults.isFull(storage) ? 0 : Infinity,
    });
    const init = new Process(machine, host.init, { argv: ["/sbin/init"], newSession: true });
    startDaemons(init);
    onPowerOff(guest, () => init.finish({ signal: "KILL" }));
    return { machine, init };
  }
}

/** The processes of the services that run. They do nothing but show in `ps`. */
function startDaemons(init: Process): void {
  for (const { name, isRunning } of init.machine.facts().services) {
    if (isRunning) init.fork({ argv: [`/usr/sbin/${name}`], newSession: true });
  }
}
