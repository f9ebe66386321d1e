import { splitArguments } from "../../config/command_line.ts";
import { ConfigurationError } from "../../config/findings.ts";
import type { Settings } from "../../config/settings.ts";
import { startLogging } from "../../log/late_logging.ts";
import { Policy } from "../../policy/policy.ts";
import { counted } from "../../text/list.ts";
import { toolsFor } from "../../server/tool_source.ts";
import { loadWith } from "../start.ts";
import { UsageError } from "../usage_error.ts";
import { examine } from "./examination.ts";
import { Report } from "./report.ts";

/**
 * `proxmox-mcp doctor`: looks at everything between the settings and the guests, each with the line that mends it.
 *
 * Exit code 0 when all is well, 1 with warnings alone, 2 when something does not work.
 */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const unknown = rest.find((word) => word !== "--json");
  if (unknown !== undefined) throw new UsageError(`doctor does not know ${JSON.stringify(unknown)}.`);
  const report = new Report(rest.includes("--json"));
  const settings = await lookAtSettings(given, report);
  for (const cluster of settings?.clusters ?? []) {
    const name = settings?.clusters.length === 1 ? "" : cluster.name;
    await report.heading(name);
    using listener = report.listener(name);
    if (settings !== undefined) await examine(settings, cluster, listener);
  }
  await report.end();
  return report.exitCode;
}

/** The first check: the settings, each mistake and warning as a finding. */
async function lookAtSettings(given: readonly string[], report: Report): Promise<Settings | undefined> {
  try {
    const { settings, warnings } = await loadWith(["--log-level", "error", ...given]);
    await startLogging();
    const { clusters, policy } = settings;
    const tools = await toolsFor({
      policy: new Policy(policy),
      ssh: clusters.some(({ ssh }) => ssh !== undefined),
    });
    await report.add("", "settings", {
      verdict: "ok",
      text: `${counted(clusters.length, "cluster")}; ${counted(tools.length, "tool")} on${modeOf(policy)}`,
    });
    for (const warning of warnings) await report.add("", "settings", { verdict: "warning", text: warning });
    return settings;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const mistake of error.mistakes) {
      await report.add("", "settings", { verdict: "failure", text: mistake });
    }
    return undefined;
  }
}

function modeOf({ readOnly, safeMode }: Settings["policy"]): string {
  if (readOnly) return ", read-only";
  return safeMode ? ", safe mode" : "";
}
