import { HttpChild } from "./http_servers.ts";
import { atMost, type Measurement, reference } from "./report.ts";
import { residentMegabytes } from "./resident.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import { inParallel, median, timed } from "./timing.ts";

const clients = 50;
const calls = 100_000;
const looks = 20;
const looksOfQuarter = looks / 4;
const highestGrowth = 10;

/**
 * Memory of a server over 100,000 calls of fifty clients over HTTP. Garbage that waits for its collection makes it swing by
 * twenty megabytes, hence medians of several looks tell whether it grows; in the first quarter it still fills its caches.
 */
export async function measureGrowth(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  await using server = await HttpChild.server(cluster.env);
  const atStart = await residentMegabytes(server.pid);
  const sizes: number[] = [];
  const milliseconds = await timed(async () => {
    for (let look = 0; look < looks; look++) {
      await inParallel(calls / looks, clients, () => server.call());
      sizes.push(await residentMegabytes(server.pid) ?? NaN);
    }
  });
  const time = reference(`${calls} calls of ${clients} clients over HTTP`, milliseconds / 1000, "s");
  if (atStart === undefined) return [time];
  const quarter = (index: number) => sizes.slice(index * looksOfQuarter, (index + 1) * looksOfQuarter);
  return [
    time,
    reference("memory before the first call", atStart, "MB"),
    ...[1, 2, 3, 4].map((done) =>
      reference(`memory after ${done * calls / 4} calls`, quarter(done - 1).at(-1) ?? NaN, "MB")
    ),
    atMost(
      "growth from the second quarter to the last",
      median(quarter(3)) - median(quarter(1)),
      highestGrowth,
      "MB",
    ),
  ];
}
