import type { Cluster } from "../cluster/cluster.ts";
import type { NodeFault } from "./node_fault.ts";
import { RequestFaults } from "./request_faults.ts";

/** Switches that make the cluster misbehave, for tests and demonstrations. */
export class Faults {
  /** Faults of single requests on the wire. */
  readonly requests = new RequestFaults();
  readonly #cluster: Cluster;
  readonly #nodes = new Map<string, NodeFault>();
  readonly #stuckTasks = new Set<string>();
  readonly #fullStorages = new Set<string>();
  #quorum: "quorate" | "lost" | "lost, shown as kept" | "kept, shown as lost" = "quorate";

  /** Milliseconds every request is delayed by. */
  latency = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /**
   * Makes a node misbehave; `since` is how many seconds ago that began.
   *
   * After 300 seconds the rows of a node that is gone, or whose statistics are frozen, turn `unknown`.
   */
  breakNode(name: string, kind: NodeFault["kind"], options: { readonly since?: number } = {}): void {
    this.#nodes.set(name, { kind, since: this.#cluster.clock.precise() - (options.since ?? 0) });
  }

  /** Makes a node well again. */
  mendNode(name: string): void {
    this.#nodes.delete(name);
  }

  /** What is wrong with a node. */
  nodeFault(name: string): NodeFault | undefined {
    return this.#nodes.get(name);
  }

  /** Whether the rest of the cluster sees the node. */
  isOnline(name: string): boolean {
    return this.#nodes.get(name)?.kind !== "gone";
  }

  /** Whether one node sees another: a node that is cut off sees only itself. */
  sees(from: string, name: string): boolean {
    return from === name || (this.isOnline(from) && this.isOnline(name));
  }

  /** Whether pvestatd's values of the node have been dropped because they are older than five minutes. */
  isForgotten(name: string): boolean {
    const fault = this.#nodes.get(name);
    if (fault === undefined || (fault.kind !== "gone" && fault.kind !== "statistics frozen")) return false;
    return this.#cluster.clock.age(fault.since) >= 300;
  }

  /**
   * Takes the quorum away; `/cluster/status` may go on showing the old value, as it does in Proxmox until the
   * membership changes.
   */
  loseQuorum(options: { readonly stale?: boolean } = {}): void {
    this.#quorum = options.stale === true ? "lost, shown as kept" : "lost";
  }

  /** Gives the quorum back, at wish with `/cluster/status` still showing it as lost. */
  regainQuorum(options: { readonly stale?: boolean } = {}): void {
    this.#quorum = options.stale === true ? "kept, shown as lost" : "quorate";
  }

  /** Whether the cluster may write. */
  get isQuorate(): boolean {
    return this.#quorum === "quorate" || this.#quorum === "kept, shown as lost";
  }

  /** What `/cluster/status` says about it. */
  get shownQuorate(): boolean {
    return this.#quorum === "quorate" || this.#quorum === "lost, shown as kept";
  }

  /** Makes tasks of a worker type run until they are stopped. */
  neverEnd(workerType: string): void {
    this.#stuckTasks.add(workerType);
  }

  /** Lets tasks of a worker type end again; those that hang already go on hanging. */
  letEnd(workerType: string): void {
    this.#stuckTasks.delete(workerType);
  }

  /** Whether tasks of a worker type never end. */
  isStuck(workerType: string): boolean {
    return this.#stuckTasks.has(workerType);
  }

  /** Leaves no free byte on a storage. */
  fillStorage(storage: string): void {
    this.#fullStorages.add(storage);
  }

  /** Gives a storage its space back. */
  emptyStorage(storage: string): void {
    this.#fullStorages.delete(storage);
  }

  /** Whether a storage has no space left. */
  isFull(storage: string): boolean {
    return this.#fullStorages.has(storage);
  }

  /** Lets an API token expire a second ago. */
  expireToken(userid: string, token: string): void {
    const known = this.#cluster.state.users[userid]?.tokens[token];
    if (known !== undefined) known.expire = this.#cluster.clock.now() - 1;
  }

  /** Moves a guest's configuration to another node at once, as a migration that nobody waited for. */
  moveGuest(vmid: number, node: string): void {
    const guest = this.#cluster.guest(vmid);
    if (guest !== undefined) guest.node = node;
  }

  /** Switches every fault off. */
  clear(): void {
    this.#nodes.clear();
    this.#stuckTasks.clear();
    this.#fullStorages.clear();
    this.#quorum = "quorate";
    this.latency = 0;
    this.requests.clear();
  }
}
