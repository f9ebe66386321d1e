import { HttpChild } from "./http_servers.ts";
import { atLeast, atMost, type Measurement, reference } from "./report.ts";
import { callTool, connect, proxmoxServer } from "./servers.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import { inParallel, medians, timed } from "./timing.ts";

const clients = 50;
const calls = 1000;
const manyCalls = 100_000;
const lowestShare = 0.8;
const highestGrowth = 10;

/** Calls over HTTP from fifty clients: how long they take beside stdio, how many go through, and whether memory stays flat. */
export async function measureHttp(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  await using server = await HttpChild.server(cluster.env);
  const result = await server.call();
  await using oneTool = await HttpChild.oneTool(result);
  return [
    ...await measureLatency(server, cluster),
    ...await measureThroughput(server, oneTool),
    ...await measureGrowth(server),
  ];
}

async function measureLatency(server: HttpChild, cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  const conversation = await connect(proxmoxServer, cluster.env);
  const overHttp = await latencies(() => server.call());
  const overStdio = await latencies(() => callTool(conversation, "proxmox_node_list"));
  await conversation.end();
  const what = `${calls} calls from ${clients} clients`;
  return [
    reference(`${what} over stdio, p50`, quantile(overStdio, 0.5), "ms"),
    reference(`${what} over HTTP, p50`, quantile(overHttp, 0.5), "ms"),
    reference(`${what} over stdio, p99`, quantile(overStdio, 0.99), "ms"),
    reference(`${what} over HTTP, p99`, quantile(overHttp, 0.99), "ms"),
  ];
}

async function measureThroughput(server: HttpChild, oneTool: HttpChild): Promise<readonly Measurement[]> {
  const run = (child: HttpChild) => () => timed(() => inParallel(calls, clients, () => child.call()));
  // Ten thousand calls each, after which both are as fast as they get.
  await medians(10, [run(server), run(oneTool)]);
  const [own = NaN, bare = NaN] = await medians(9, [run(server), run(oneTool)]);
  return [
    reference("one-tool server behind the same SDK handler", calls / bare * 1000, "requests/s", 0),
    reference("proxmox_node_list over HTTP", calls / own * 1000, "requests/s", 0),
    atLeast("requests a second, by the one-tool server's", bare / own, lowestShare, "×", 2),
  ];
}

/** Memory after a tenth of the calls, when every cache is filled, against memory after all of them. */
async function measureGrowth(server: HttpChild): Promise<readonly Measurement[]> {
  await inParallel(manyCalls / 10, clients, () => server.call());
  const before = await residentMegabytes(server.pid);
  await inParallel(manyCalls - manyCalls / 10, clients, () => server.call());
  const after = await residentMegabytes(server.pid);
  return [
    reference(`memory after ${manyCalls / 10} calls over HTTP`, before, "MB"),
    atMost(
      `growth of memory over the next ${manyCalls - manyCalls / 10} calls`,
      after - before,
      highestGrowth,
      "MB",
    ),
  ];
}

async function latencies(call: () => Promise<unknown>): Promise<readonly number[]> {
  await inParallel(calls, clients, call);
  const taken: number[] = [];
  await inParallel(calls, clients, async () => void taken.push(await timed(call)));
  return taken.sort((left, right) => left - right);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Resident memory of a process as Linux tells it; NaN elsewhere. */
async function residentMegabytes(pid: number): Promise<number> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    return Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1]) / 1000;
  } catch {
    return NaN;
  }
}
