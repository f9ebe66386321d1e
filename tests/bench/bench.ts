/**
 * Measures start, memory and calls of the server on simulated clusters, and prints each number beside its target, every
 * group as soon as it is measured. A missed target is printed, not an error: times depend on the machine and on what else
 * it does.
 *
 *     deno task bench [GROUP]...
 *
 * Without a group, all are measured. They are start, memory, calls, large, http, growth, and ssh.
 */
import { print } from "../../scripts/print.ts";
import { measureCall, measureCalls, measureHotCall } from "./calls.ts";
import { measureGrowth } from "./growth.ts";
import { measureLatency, measureThroughput } from "./http.ts";
import { measureLargeCluster } from "./large.ts";
import { formatTable, type Measurement } from "./report.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";
import { measureSsh } from "./ssh.ts";
import { measureMemory, measureStart } from "./start.ts";

type Measure = (cluster: SimulatedCluster) => Promise<readonly Measurement[]>;

const groups: Readonly<Record<string, readonly Measure[]>> = {
  start: [measureStart],
  memory: [measureMemory],
  calls: [measureCall, measureHotCall, measureCalls],
  large: [measureLargeCluster],
  http: [measureLatency, measureThroughput],
  growth: [measureGrowth],
  ssh: measureSsh,
};

const chosen = Deno.args.length === 0 ? Object.keys(groups) : Deno.args;
const unknown = chosen.find((name) => groups[name] === undefined);
if (unknown !== undefined) {
  throw new RangeError(`There is no group ${unknown}; choose from ${Object.keys(groups).join(", ")}`);
}
await using cluster = await SimulatedCluster.start("lab");
for (const measure of chosen.flatMap((name) => groups[name] ?? [])) {
  await print(formatTable(await measure(cluster)));
}
