import type { Settings } from "../config/settings.ts";
import { AuditLog } from "../policy/audit/log.ts";
import { Policy } from "../policy/policy.ts";
import { Cluster } from "../proxmox/cluster.ts";
import { ExplainedError } from "../text/explained.ts";
import { nearest } from "../text/nearest.ts";
import { Seal } from "./seal.ts";

/** A cluster that the configuration does not name. */
export class UnknownClusterError extends ExplainedError {
  override readonly name = "UnknownClusterError";
}

/**
 * What a server works with for as long as it runs, whatever its transports: settings, policy, clusters.
 *
 * Making one connects to nothing.
 */
export class Runtime {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly audit: AuditLog;
  /** Seals the previews of calls that are to be confirmed. */
  readonly seal: Seal;
  readonly #clusters: ReadonlyMap<string, Cluster>;

  constructor(settings: Settings) {
    this.settings = settings;
    this.policy = new Policy(settings.policy);
    this.audit = new AuditLog(settings.policy.auditLog);
    this.seal = new Seal(settings.http.stateKey);
    this.#clusters = new Map(
      settings.clusters.map((cluster) => [cluster.name, new Cluster(cluster, this.policy)]),
    );
  }

  /** The clusters' names in the order of the configuration. */
  get clusterNames(): readonly string[] {
    return [...this.#clusters.keys()];
  }

  /** Whether any cluster can be reached by SSH, which commands in containers need. */
  get hasSsh(): boolean {
    return this.settings.clusters.some((cluster) => cluster.ssh !== undefined);
  }

  /**
   * The cluster a call means; with one cluster the name may be left out.
   *
   * @throws {UnknownClusterError} naming the clusters there are.
   */
  cluster(name: string | undefined): Cluster {
    const names = this.clusterNames;
    const only = names.length === 1 ? names[0] : undefined;
    const cluster = this.#clusters.get(name ?? only ?? "");
    if (cluster !== undefined) return cluster;
    if (name === undefined) {
      throw new UnknownClusterError("The argument cluster is missing.", {
        remedy: `Choose one of: ${names.join(", ")}.`,
      });
    }
    const near = nearest(name, names);
    throw new UnknownClusterError(`There is no cluster ${JSON.stringify(name)}.`, {
      remedy: `${near === undefined ? "" : `Did you mean ${near}? `}The clusters are: ${names.join(", ")}.`,
    });
  }

  /** Ends every kept connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#clusters.values()].map((cluster) => cluster.close()));
  }
}
