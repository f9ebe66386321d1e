import type { Settings } from "../config/settings.ts";
import type { AuditLog } from "../policy/audit/log.ts";
import { late } from "../late.ts";
import { Policy } from "../policy/policy.ts";
import type { Cluster } from "../proxmox/cluster.ts";
import { pause } from "../wire/pause.ts";
import { Meter } from "./meter.ts";
import { Seal } from "./seal.ts";

/** Milliseconds that cancelled calls get to end; a client that has gone expects the process to go within a second. */
const closingTime = 500;

/** What only calls need: the clusters and the audit log. */
interface Workings {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly audit: AuditLog;
}

/**
 * What a server works with for as long as it runs, whatever its transports: settings, policy, clusters, audit log.
 *
 * Making one connects to nothing and loads nothing that a client's first greeting does not need.
 */
export class Runtime {
  readonly settings: Settings;
  readonly policy: Policy;
  /** Seals the previews of calls that are to be confirmed. */
  readonly seal: Seal;
  /** Counts the calls of every transport. */
  readonly meter = new Meter();
  #workings: Promise<Workings> | undefined;
  #clusters: ReadonlyMap<string, Cluster> = new Map();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(settings: Settings) {
    this.settings = settings;
    this.policy = new Policy(settings.policy);
    this.seal = new Seal(settings.http.stateKey);
  }

  /** The clusters' names in the order of the configuration. */
  get clusterNames(): readonly string[] {
    return this.settings.clusters.map(({ name }) => name);
  }

  /** Whether any cluster can be reached by SSH, which commands in containers need. */
  get hasSsh(): boolean {
    return this.settings.clusters.some((cluster) => cluster.ssh !== undefined);
  }

  /** The log of calls above `read`. */
  async audit(): Promise<AuditLog> {
    return (await this.#load()).audit;
  }

  /** The cluster with this name, or undefined when the configuration has none. */
  async cluster(name: string): Promise<Cluster | undefined> {
    return (await this.#load()).clusters.get(name);
  }

  /** The clusters that calls have worked with so far: none before the first call. */
  get openClusters(): readonly Cluster[] {
    return [...this.#clusters.values()];
  }

  /** Lets every call that follows a task say at once how the task stands, and none wait for one any more. */
  endWaits(): void {
    for (const { waits } of this.openClusters) waits.end();
  }

  /** Remembers a call until it is over, and returns it. */
  underWay<Result>(call: Promise<Result>): Promise<Result> {
    this.#underWay.add(call);
    const forget = () => this.#underWay.delete(call);
    call.then(forget, forget);
    return call;
  }

  /** Ends every kept connection, once the calls that were cancelled have put on record how they ended. */
  async close(): Promise<void> {
    await this.#workings;
    const over = new AbortController();
    await Promise.race([Promise.allSettled(this.#underWay), pause(closingTime, over.signal)]);
    over.abort();
    await Promise.all(this.openClusters.map((cluster) => cluster.close()));
  }

  #load(): Promise<Workings> {
    return this.#workings ??= this.#open();
  }

  async #open(): Promise<Workings> {
    const [{ Cluster }, { AuditLog }] = await Promise.all([
      late<typeof import("../proxmox/cluster.ts")>("../proxmox/cluster.ts", import.meta.url),
      late<typeof import("../policy/audit/log.ts")>("../policy/audit/log.ts", import.meta.url),
    ]);
    const { clusters, policy } = this.settings;
    this.#clusters = new Map(
      clusters.map((settings) => [settings.name, new Cluster(settings, this.policy)]),
    );
    return { clusters: this.#clusters, audit: new AuditLog(policy.auditLog) };
  }
}
