import { Conversation } from "../../scripts/smoke/conversation.ts";
import { atMost, type Measurement, reference } from "./report.ts";
import { residentMegabytes } from "./resident.ts";
import { connect, frugalProxmoxServer, oneToolServer, proxmoxServer } from "./servers.ts";
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

/** Resident memory after the answer to `tools/list`, also with the binaries' V8 flags, and the bytes of that answer. */
export async function measureMemory({ env }: SimulatedCluster): Promise<readonly Measurement[]> {
  const sizes = { one: [] as number[], own: [] as number[], frugal: [] as number[] };
  let bytes = 0;
  for (let round = 0; round < 5; round++) {
    sizes.one.push((await listed(oneToolServer, {})).megabytes);
    sizes.frugal.push((await listed(frugalProxmoxServer, env)).megabytes);
    const own = await listed(proxmoxServer, env);
    sizes.own.push(own.megabytes);
    bytes = own.bytes;
  }
  const what = "resident memory after tools/list";
  const memory = [
    reference(`${what}, one-tool server`, median(sizes.one), "MB"),
    atMost(what, median(sizes.own), highestMegabytes, "MB"),
    atMost(`${what}, with the binaries' V8 flags`, median(sizes.frugal), highestMegabytes, "MB"),
  ];
  return [
    ...Deno.build.os === "linux" ? memory : [],
    atMost("tools/list", bytes, 12_500, "bytes", 0),
  ];
}

async function listed(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly megabytes: number; readonly bytes: number }> {
  const conversation = await connect(command, env);
  const list = await conversation.request("tools/list");
  const megabytes = await residentMegabytes(conversation.pid) ?? NaN;
  await conversation.end();
  return { megabytes, bytes: new TextEncoder().encode(JSON.stringify(list)).length };
}
