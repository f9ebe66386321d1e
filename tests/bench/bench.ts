/**
 * Measures start, memory and calls of the server on simulated clusters, and prints each number beside its target, every
 * group as soon as it is measured. A missed target is printed, not an error: times depend on the machine and on what else
 * it does.
 *
 *     deno task bench
 */
import { print } from "../../scripts/print.ts";
import { measureCall, measureCalls, measureHotCall } from "./calls.ts";
import { measureHttp } from "./http.ts";
import { measureLargeCluster } from "./large.ts";
import { formatTable } from "./report.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";
import { measureMemory, measureStart } from "./start.ts";

await using cluster = await SimulatedCluster.start("lab");
const groups = [
  () => measureStart(cluster.env),
  () => measureMemory(cluster.env),
  () => measureCall(cluster),
  () => measureHotCall(cluster),
  () => measureCalls(cluster),
  () => measureHttp(cluster),
  () => measureLargeCluster(),
];
for (const measure of groups) await print(formatTable(await measure()));
