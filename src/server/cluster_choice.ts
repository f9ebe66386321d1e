import type { Cluster } from "../proxmox/cluster.ts";
import { ExplainedError } from "../text/explained.ts";
import { nearest } from "../text/nearest.ts";
import type { Runtime } from "./runtime.ts";

/** A cluster that the configuration does not name. */
export class UnknownClusterError extends ExplainedError {
  override readonly name = "UnknownClusterError";
}

/**
 * The cluster a call means; with one cluster the name may be left out.
 *
 * @throws {UnknownClusterError} naming the clusters there are.
 */
export async function chooseCluster(runtime: Runtime, name: string | undefined): Promise<Cluster> {
  const names = runtime.clusterNames;
  const only = names.length === 1 ? names[0] : undefined;
  const cluster = await runtime.cluster(name ?? only ?? "");
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
