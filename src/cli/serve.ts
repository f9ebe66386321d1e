import { splitArguments } from "../config/command_line.ts";
import { endLogging, startLogging } from "../log/late_logging.ts";
import { Runtime } from "../server/runtime.ts";
import { Interruption } from "./interruption.ts";
import { late } from "../late.ts";
import { startWith } from "./start.ts";
import { UsageError } from "./usage_error.ts";

const switches = ["--demo", "--http"];

/** `proxmox-mcp serve`: MCP on standard input and output until the client closes it, or over HTTP until interrupted. */
export async function serveCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const unknown = rest.find((argument) => !switches.includes(argument));
  if (unknown !== undefined) {
    throw new UsageError(`serve does not know ${JSON.stringify(unknown)}.`, {
      remedy: "See proxmox-mcp help serve.",
    });
  }
  using interruption = new Interruption();
  await using simulated = rest.includes("--demo") ? await simulatedCluster() : undefined;
  const runtime = new Runtime(await startWith(given, simulated?.environment));
  if (rest.includes("--http")) {
    await startLogging();
    const { serveOverHttp } = await late<typeof import("../server/http/serve.ts")>(
      "../server/http/serve.ts",
      import.meta.url,
    );
    await serveOverHttp(runtime, interruption.signal);
  } else {
    const { serveOverStdio } = await import("../server/stdio.ts");
    await serveOverStdio(runtime, interruption.signal);
  }
  await endLogging();
  return 0;
}

async function simulatedCluster() {
  return await (await late<typeof import("./demo_cluster.ts")>("./demo_cluster.ts", import.meta.url))
    .startDemoCluster();
}
