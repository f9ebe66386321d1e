import { Conversation } from "../../scripts/smoke/conversation.ts";
import { atMost, type Measurement, reference } from "./report.ts";
import { residentMegabytes } from "./resident.ts";
import { connect, oneToolServer, proxmoxServer } from "./servers.ts";
import type { SimulatedCluster } from "./simulated_cluster.ts";
import { median, medians } from "./timing.ts";

const rounds = 15;
const highestRatio = 1.4;
const highestMegabytes = 85;

/** Milliseconds from starting a process to its answer to `initialize`. */
async function start(command: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const started = performance.now();
  const conversation = new Conversation(command, { env });
  await conversation.initialize();
  const milliseconds = performance.now() - started;
  await conversation.end();
  return milliseconds;
}

/** Start to the answer to `initialize`, beside a one-tool server, with Proxmox within reach and out of it. */
export async function measureStart({ env }: SimulatedCluster): Promise<readonly Measurement[]> {
  // Port 9 of the loopback address is closed on every machine that has a reason to run this.
  const unreachable = { ...env, PROXMOX_PORT: "9" };
  const [one = NaN, reached = NaN, unreached = NaN] = await medians(rounds, [
    () => start(oneToolServer, {}),
    () => start(proxmoxServer, env),
    () => start(proxmoxServer, unreachable),
  ]);
  return [
    reference("start of a one-tool server on the same SDK", one, "ms", 0),
    reference("start", reached, "ms", 0),
    atMost("start, by the one-tool server's", reached / one, highestRatio, "×", 2),
    reference("start, Proxmox unreachable", unreached, "ms", 0),
    atMost("start, Proxmox unreachable, by the one-tool server's", unreached / one, highestRatio, "×", 2),
  ];
}

/** Resident memory after the answer to `tools/list`, and the bytes of that answer. */
export async function measureMemory({ env }: SimulatedCluster): Promise<readonly Measurement[]> {
  const sizes: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 5; round++) {
    const conversation = await connect(proxmoxServer, env);
    const list = await conversation.request("tools/list");
    bytes = new TextEncoder().encode(JSON.stringify(list)).length;
    const megabytes = await residentMegabytes(conversation.pid);
    if (megabytes !== undefined) sizes.push(megabytes);
    await conversation.end();
  }
  return [
    ...sizes.length > 0
      ? [atMost("resident memory after tools/list", median(sizes), highestMegabytes, "MB")]
      : [],
    atMost("tools/list", bytes, 12_500, "bytes", 0),
  ];
}
