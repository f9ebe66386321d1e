import { z } from "zod";
import { atMost, type Measurement, reference } from "./report.ts";
import { callTool, connect, proxmoxServer } from "./servers.ts";
import { everything, type SeenRequest, type SimulatedCluster } from "./simulated_cluster.ts";
import { inParallel, inventoryAgeMs, medians, pause, timed } from "./timing.ts";

const nodeRows = z.object({ data: z.array(z.object({ node: z.string(), status: z.string().optional() })) });

/** One `proxmox_node_list` call against the bare fetch of what it asks, each on an open connection after a pause of three seconds. */
export async function measureCall(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  const conversation = await connect(proxmoxServer, cluster.env);
  const node = await firstNode(cluster);
  const rounds = 10;
  let asked = 0;
  const [call = NaN, bare = NaN] = await medians(rounds, [
    async () => {
      for (let warm = 0; warm < 20; warm++) await callTool(conversation, "proxmox_node_status", { node });
      await pause(inventoryAgeMs);
      await cluster.takeRequests();
      const milliseconds = await timed(() => callTool(conversation, "proxmox_node_list"));
      asked += (await cluster.takeRequests()).length;
      return milliseconds;
    },
    async () => {
      for (let warm = 0; warm < 20; warm++) await cluster.fetch(everything);
      await pause(inventoryAgeMs);
      return await timed(() => cluster.fetch(everything));
    },
  ]);
  await conversation.end();
  return [
    reference("bare fetch of /cluster/resources", bare, "ms", 2),
    reference(`proxmox_node_list, ${asked / rounds} requests a call`, call, "ms", 2),
    atMost("proxmox_node_list above the bare fetch", call - bare, 3, "ms", 2),
  ];
}

/** One `proxmox_node_status` call after another, without a pause, against the bare fetches of what they ask. */
export async function measureHotCall(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  const conversation = await connect(proxmoxServer, cluster.env);
  const node = await firstNode(cluster);
  const status: SeenRequest = { method: "GET", path: `/nodes/${node}/status`, params: {} };
  const works = [
    () => timed(() => callTool(conversation, "proxmox_node_status", { node })),
    () => timed(() => cluster.fetch(status)),
  ];
  await medians(50, works);
  const [call = NaN, bare = NaN] = await medians(200, works);
  await conversation.end();
  return [
    reference("bare fetch of /nodes/NODE/status, hot", bare, "ms", 2),
    reference("proxmox_node_status, hot", call, "ms", 2),
    atMost("proxmox_node_status above the bare fetch, hot", call - bare, 3, "ms", 2),
  ];
}

/** 200 calls, 16 at a time, against the fetches they make, once for a tool that asks each time and once for one that need not. */
export async function measureCalls(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  const conversation = await connect(proxmoxServer, cluster.env);
  const measurements: Measurement[] = [];
  for (
    const [tool, args] of [["proxmox_node_status", { node: await firstNode(cluster) }], [
      "proxmox_node_list",
      {},
    ]] as const
  ) {
    await callTool(conversation, tool, args);
    await cluster.takeRequests();
    let requests: readonly SeenRequest[] = [];
    const [calls = NaN, fetches = NaN] = await medians(5, [
      async () => {
        const milliseconds = await timed(() => inParallel(200, 16, () => callTool(conversation, tool, args)));
        requests = await cluster.takeRequests();
        return milliseconds;
      },
      async () => {
        const left = [...requests];
        const milliseconds = await timed(() =>
          inParallel(left.length, 16, async () => {
            const request = left.pop();
            if (request !== undefined) await cluster.fetch(request);
          })
        );
        await cluster.takeRequests();
        return milliseconds;
      },
    ]);
    measurements.push(
      reference(`200 × ${tool}, 16 at a time, ${requests.length} requests`, calls, "ms", 0),
      reference("the bare fetches of those, 16 at a time", fetches, "ms", 0),
      atMost(`${tool} above its fetches, a call`, (calls - fetches) / 200, 1, "ms", 2),
    );
  }
  await conversation.end();
  return measurements;
}

async function firstNode(cluster: SimulatedCluster): Promise<string> {
  const answer = await cluster.fetch({ method: "GET", path: "/nodes", params: {} });
  return nodeRows.parse(answer).data.find((row) => row.status === "online")?.node ?? "localhost";
}
