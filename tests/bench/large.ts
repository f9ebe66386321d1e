import { atMost, type Measurement, reference } from "./report.ts";
import { callTool, connect, proxmoxServer } from "./servers.ts";
import { everything, SimulatedCluster } from "./simulated_cluster.ts";
import { inventoryAgeMs, median, pause, timed } from "./timing.ts";

const characterLimit = 25_000;

/** `proxmox_vm_list` on a cluster of 5,000 guests on 50 nodes: requests, characters, and time of a first call. */
export async function measureLargeCluster(): Promise<readonly Measurement[]> {
  await using cluster = await SimulatedCluster.start("large");
  // Also lets the simulator's own code get hot, which stands in for a Proxmox that has been running for long.
  const fetches: number[] = [];
  for (let round = 0; round < 10; round++) fetches.push(await timed(() => cluster.fetch(everything)));
  await cluster.takeRequests();
  const conversation = await connect(proxmoxServer, cluster.env);
  const list = () => callTool(conversation, "proxmox_vm_list");
  const first = await timed(list);
  const requests = await cluster.takeRequests();
  const later: number[] = [];
  let text = "";
  for (let round = 0; round < 5; round++) {
    await pause(inventoryAgeMs);
    later.push(await timed(async () => text = await list()));
  }
  await conversation.end();
  return [
    reference("5,000 guests: bare fetch of /cluster/resources", median(fetches), "ms", 0),
    atMost("5,000 guests: requests of the first proxmox_vm_list", requests.length, 1, "", 0),
    atMost("5,000 guests: the answer", text.length, characterLimit, "characters", 0),
    atMost("5,000 guests: proxmox_vm_list, the first call of a server", first, 300, "ms", 0),
    atMost("5,000 guests: proxmox_vm_list, later calls", median(later), 300, "ms", 0),
  ];
}
