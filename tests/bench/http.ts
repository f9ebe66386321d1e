import { HttpChild } from "./http_servers.ts";
import { atLeast, type Measurement, reference } from "./report.ts";
import { callTool, connect, proxmoxServer } from "./servers.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import { inParallel, medians, timed } from "./timing.ts";

const clients = 50;
const calls = 1000;
const lowestShare = 0.8;

/** Calls from fifty clients at once over HTTP beside the same calls over stdio: how long each takes. */
export async function measureLatency(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  await using server = await HttpChild.server(cluster.env);
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

/** Requests a second of fifty clients at once, beside a server with one tool behind the same SDK handler that answers the same bytes. */
export async function measureThroughput(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  await using server = await HttpChild.server(cluster.env);
  await using oneTool = await HttpChild.oneTool(await server.call());
  const run = (child: HttpChild, count: number) => () =>
    timed(() => inParallel(count, clients, () => child.call()));
  // Ten thousand calls each, after which both are as fast as they get.
  await medians(10, [run(server, calls), run(oneTool, calls)]);
  // Many short rounds, so that what else the machine does meets both alike.
  const few = calls / 4;
  const [own = NaN, bare = NaN] = await medians(40, [run(server, few), run(oneTool, few)]);
  return [
    reference("one-tool server behind the same SDK handler", few / bare * 1000, "requests/s", 0),
    reference("proxmox_node_list over HTTP", few / own * 1000, "requests/s", 0),
    atLeast("requests a second, by the one-tool server's", bare / own, lowestShare, "×", 2),
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
