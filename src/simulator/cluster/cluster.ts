import type { Clock } from "./clock.ts";
import type { ConfigValue, Guest, GuestType } from "./guest.ts";
import type { ClusterNode } from "./node.ts";
import { inventedFingerprint, type NodeCertificate } from "./node_certificate.ts";
import type { Release } from "./release.ts";
import type { ClusterState, Pool } from "./state.ts";
import { parseVolid, servesNode, type Storage, volid, type Volume } from "./storage.ts";

/** The simulated cluster: its state, its clock and the look-ups everything else is built from. */
export class Cluster {
  readonly state: ClusterState;
  readonly clock: Clock;
  readonly release: Release;
  /** The certificates of each node that serves a port: its own first, then the authority's. */
  readonly certificates = new Map<string, readonly NodeCertificate[]>();
  #macCounter = 0;
  #pid = 1000;

  constructor(state: ClusterState, clock: Clock, release: Release) {
    this.state = state;
    this.clock = clock;
    this.release = release;
  }

  /** Whether the release is 9 or newer. */
  get isNine(): boolean {
    return this.release.startsWith("9");
  }

  /** The member with that name. */
  node(name: string): ClusterNode | undefined {
    return this.state.nodes[name];
  }

  /** All members in the order of their node ids. */
  nodes(): ClusterNode[] {
    return Object.values(this.state.nodes).toSorted((a, b) => a.nodeid - b.nodeid);
  }

  /** The guest with that id, wherever it is. */
  guest(vmid: number): Guest | undefined {
    return this.state.guests[vmid];
  }

  /** All guests in the order of their ids. */
  guests(): Guest[] {
    return Object.values(this.state.guests);
  }

  /** The guests of one type whose configuration is on the node. */
  guestsOn(node: string, type?: GuestType): Guest[] {
    return this.guests().filter((guest) =>
      guest.node === node && (type === undefined || guest.type === type)
    );
  }

  /** The pool a guest belongs to. */
  poolOf(vmid: number): string | undefined {
    return Object.entries(this.state.pools).find(([, pool]: [string, Pool]) => pool.vms.includes(vmid))?.[0];
  }

  /** Pool of every guest that has one; cheaper than `poolOf` for long lists. */
  poolsByGuest(): Map<number, string> {
    const pools = new Map<number, string>();
    for (const [poolid, pool] of Object.entries(this.state.pools)) {
      for (const vmid of pool.vms) pools.set(vmid, poolid);
    }
    return pools;
  }

  /** The storage definition with that id. */
  storage(id: string): Storage | undefined {
    return this.state.storages[id];
  }

  /** The storage definitions that serve a node. */
  storagesOn(node: string): Storage[] {
    return Object.values(this.state.storages).filter((storage) => servesNode(storage, node));
  }

  /** The volumes of a storage that a node sees. */
  volumesOn(storage: Storage, node: string): Volume[] {
    return storage.volumes.filter((volume) => volume.node === undefined || volume.node === node);
  }

  /** Finds a volume by its full id as a node sees it. */
  volume(id: string, node: string): { readonly storage: Storage; readonly volume: Volume } | undefined {
    const parsed = parseVolid(id);
    const storage = parsed === undefined ? undefined : this.storage(parsed.storage);
    if (storage === undefined) return undefined;
    const volume = this.volumesOn(storage, node).find((candidate) =>
      volid(storage.storage, candidate) === id
    );
    return volume === undefined ? undefined : { storage, volume };
  }

  /** Whether the guest's status is `running`. */
  isRunning(guest: Guest): boolean {
    return guest.runtime !== undefined;
  }

  /** The next process id on any node. */
  nextPid(): number {
    this.#pid += 3 + (this.#pid % 5);
    return this.#pid;
  }

  /** A MAC address with the prefix of the datacenter options. */
  nextMac(): string {
    const prefix = String(this.state.options["mac_prefix"] ?? "BC:24:11");
    this.#macCounter += 1;
    const tail = (0x5a0000 + this.#macCounter * 7919) & 0xffffff;
    const octets = tail.toString(16).toUpperCase().padStart(6, "0").match(/../g) ?? [];
    return [prefix, ...octets].join(":");
  }

  /** SHA-256 fingerprint of the certificate a node presents. */
  fingerprint(node: string): string {
    return this.certificates.get(node)?.[0]?.fingerprint ?? inventedFingerprint(node);
  }

  /** Jiffies since the node booted. */
  jiffies(node: string): number {
    const booted = this.node(node)?.bootedAt ?? this.clock.now();
    return Math.max(1, Math.round((this.clock.precise() - booted) * 100));
  }

  /** A configuration value as text; `undefined` when the option is not set. */
  option(guest: Guest, key: string): string | undefined {
    const value: ConfigValue | undefined = guest.config[key];
    return value === undefined ? undefined : String(value);
  }
}
