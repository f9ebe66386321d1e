import { z } from "zod";
import { atMost, type Measurement, reference } from "./report.ts";
import { callTool, connect, proxmoxServer } from "./servers.ts";
import type { SeenRequest, SimulatedCluster } from "./simulated_cluster.ts";
import { inParallel, medians, timed } from "./timing.ts";

/** Longer than the server keeps the inventory, so that the next call asks Proxmox. */
const inventoryAgeMs = 3100;

const nodeRows = z.object({ data: z.array(z.object({ node: z.string(), status: z.string().optional() })) });

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** One `proxmox_node_list` call against the bare fetch of what it asks. */
export async function measureCall(cluster: SimulatedCluster): Promise<readonly Measurement[]> {
  const conversation = await connect(proxmoxServer, cluster.env);
  await callTool(conversation, "proxmox_node_list");
  await cluster.takeRequests();
  let asked = 0;
  const [call = NaN, bare = NaN] = await medians(10, [
    async () => {
      await pause(inventoryAgeMs);
      const milliseconds = await timed(() => callTool(conversation, "proxmox_node_list"));
      const requests = await cluster.takeRequests();
      asked += requests.length;
      return milliseconds;
    },
    async () => {
      await pause(inventoryAgeMs);
      const request = { method: "GET", path: "/cluster/resources", params: {} };
      const milliseconds = await timed(() => cluster.fetch(request));
      await cluster.takeRequests();
      return milliseconds;
    },
  ]);
  await conversation.end();
  return [
    reference("bare fetch of /cluster/resources", bare, "ms", 2),
    reference(`proxmox_node_list, ${asked / 10} requests a call`, call, "ms", 2),
    atMost("proxmox_node_list above the bare fetch", call - bare, 3, "ms", 2),
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
