/**
 * A simulated cluster in a process of its own, so that its work is not measured as the server's. The first line it writes
 * says how to log in; then, for each line it reads, it writes the requests that came in since the last one.
 *
 *     deno run -A tests/bench/cluster_process.ts lab|large
 */
import { startSimulator } from "../../src/simulator/simulator.ts";

const simulator = await startSimulator({ seed: Deno.args[0] === "large" ? "large" : "lab", speed: Infinity });
const encoder = new TextEncoder();

async function write(value: unknown): Promise<void> {
  await Deno.stdout.write(encoder.encode(`${JSON.stringify(value)}\n`));
}

const { tokenId, secret } = simulator.logins.full;
await write({ port: simulator.port, caPem: simulator.caPem, tokenId, secret });
for await (const _ of Deno.stdin.readable) {
  await write(simulator.requests.splice(0).map(({ method, path, params }) => ({ method, path, params })));
}
await simulator.close();
