import assert from "node:assert/strict";
import type { Lab } from "../../harness/lab.ts";

/** A guest of the lab's cluster, as the cluster itself keeps it. */
export function labGuest(lab: Lab, vmid: number) {
  return lab.simulator.cluster.guest(vmid) ?? assert.fail(`there is no guest ${vmid}`);
}
