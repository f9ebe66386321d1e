import { splitArguments } from "../config/command_line.ts";
import { closeLogging } from "../log/logging.ts";
import { Runtime } from "../server/runtime.ts";
import { serveOverStdio } from "../server/stdio.ts";
import { Interruption } from "./interruption.ts";
import { startWith } from "./start.ts";
import { UsageError } from "./usage_error.ts";

/** `proxmox-mcp serve`: MCP on standard input and output until the client closes it. */
export async function serveCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const demo = rest.includes("--demo");
  const unknown = rest.find((argument) => argument !== "--demo");
  if (unknown !== undefined) {
    throw new UsageError(`serve does not know ${JSON.stringify(unknown)}.`, {
      remedy: "See proxmox-mcp help serve.",
    });
  }
  using interruption = new Interruption();
  await using simulated = demo ? await simulatedCluster() : undefined;
  const settings = await startWith(given, simulated?.environment);
  await serveOverStdio(new Runtime(settings), interruption.signal);
  await closeLogging();
  return 0;
}

async function simulatedCluster() {
  return await (await import("./demo_cluster.ts")).startDemoCluster();
}
