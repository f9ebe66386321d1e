import { callsOf, type RecordedCall } from "../../src/policy/audit/read.ts";
import type { TestCluster } from "../harness/cluster.ts";

/** The audit log of a cluster's server as it is on disk; empty where there is none yet. */
export async function auditText({ environment }: Pick<TestCluster, "environment">): Promise<string> {
  try {
    return await Deno.readTextFile(environment.PROXMOX_AUDIT_LOG ?? "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** The calls on record, in the order in which they began. */
export async function recorded(cluster: Pick<TestCluster, "environment">): Promise<readonly RecordedCall[]> {
  return callsOf(await auditText(cluster));
}
