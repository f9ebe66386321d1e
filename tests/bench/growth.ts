import { HttpChild } from "./http_servers.ts";
import { atMost, type Measurement, reference } from "./report.ts";
import { residentMegabytes } from "./resident.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import { inParallel, timed } from "./timing.ts";

const clients = 50;
const calls = 100_000;
const legs = 4;
const highestGrowth = 10;

/** Memory of a server over 100,000 calls of fifty clients over HTTP: from the first quarter, when every cache is filled, to the end. */
export async function measureGrowth(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  await using server = await HttpChild.server(cluster.env);
  const measurements: Measurement[] = [];
  const sizes: number[] = [];
  const look = async (made: number): Promise<void> => {
    const megabytes = await residentMegabytes(server.pid);
    if (megabytes === undefined) return;
    sizes.push(megabytes);
    measurements.push(reference(`memory after ${made} calls over HTTP`, megabytes, "MB"));
  };
  await look(0);
  let milliseconds = 0;
  for (let leg = 1; leg <= legs; leg++) {
    milliseconds += await timed(() => inParallel(calls / legs, clients, () => server.call()));
    await look(leg * calls / legs);
  }
  const [, settled = NaN] = sizes;
  return [
    reference(`${calls} calls of ${clients} clients over HTTP`, milliseconds / 1000, "s"),
    ...measurements,
    ...sizes.length === 0 ? [] : [
      atMost(
        "growth of memory after the first quarter",
        (sizes.at(-1) ?? NaN) - settled,
        highestGrowth,
        "MB",
      ),
    ],
  ];
}
