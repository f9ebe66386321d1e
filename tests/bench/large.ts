import { atMost, type Measurement, reference } from "./report.ts";
import { callTool, connect, proxmoxServer } from "./servers.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";
import { median, timed } from "./timing.ts";

const characterLimit = 25_000;

/** `proxmox_vm_list` on a cluster of 5,000 guests on 50 nodes: requests, characters, and time of a first call. */
export async function measureLargeCluster(): Promise<readonly Measurement[]> {
  await using cluster = await SimulatedCluster.start("large");
  // Also lets the simulator's own code get hot, which stands in for a Proxmox that has been running for long.
  const fetches: number[] = [];
  const everything = { method: "GET", path: "/cluster/resources", params: {} };
  for (let round = 0; round < 10; round++) fetches.push(await timed(() => cluster.fetch(everything)));
  await cluster.takeRequests();
  const conversation = await connect(proxmoxServer, cluster.env);
  let text = "";
  const first = await timed(async () => {
    text = await callTool(conversation, "proxmox_vm_list");
  });
  const requests = await cluster.takeRequests();
  await conversation.end();
  return [
    reference("5,000 guests: bare fetch of /cluster/resources", median(fetches), "ms", 0),
    atMost("5,000 guests: requests of the first proxmox_vm_list", requests.length, 1, "", 0),
    atMost("5,000 guests: the answer", text.length, characterLimit, "characters", 0),
    atMost("5,000 guests: the first proxmox_vm_list", first, 300, "ms", 0),
  ];
}
