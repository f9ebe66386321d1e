/**
 * Starts a binary on the simulator and makes it answer `initialize`, `tools/list` and a call.
 *
 *     deno run -A scripts/smoke.ts BINARY [ARGUMENT]...
 *
 * `deno run -A scripts/smoke.ts --source` checks `main.ts` instead, with exactly the permissions that binaries embed.
 */
import { permissions } from "../src/cli/permissions.ts";
import { readVersion } from "./compile/version.ts";
import { print } from "./print.ts";
import { smoke } from "./smoke/checks.ts";

const command = Deno.args[0] === "--source"
  ? [Deno.execPath(), "run", ...permissions, "main.ts", ...Deno.args.slice(1)]
  : Deno.args;
const report = await smoke(command, await readVersion());
await print(
  `Version ${report.version} lists ${report.tools} tools. proxmox_node_list answered:\n\n${report.nodes}`,
);
