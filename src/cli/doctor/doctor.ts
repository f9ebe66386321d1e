import { coloursFor } from "../colours.ts";
import { splitArguments } from "../../config/command_line.ts";
import { ConfigurationError } from "../../config/findings.ts";
import { startLogging } from "../../log/late_logging.ts";
import { redactText } from "../../log/redact.ts";
import { Policy } from "../../policy/policy.ts";
import { Cluster } from "../../proxmox/cluster.ts";
import { explain } from "../../text/explained.ts";
import { clean } from "../../text/foreign.ts";
import { print } from "../print.ts";
import { startWith } from "../start.ts";
import { UsageError } from "../usage_error.ts";
import type { Check, Finding, Patient, Verdict } from "./check.ts";
import { clusterChecks, sshChecks } from "./cluster_checks.ts";
import { connectionChecks } from "./connection_checks.ts";
import { rightsChecks } from "./rights_checks.ts";

const checks: readonly Check[] = [...connectionChecks, ...rightsChecks, ...clusterChecks, ...sshChecks];

/** A check of one cluster and what it found. */
interface Examined extends Finding {
  readonly cluster: string;
  readonly check: string;
}

const marks: Readonly<Record<Verdict, string>> = { ok: "✓", warning: "!", failure: "✗", skipped: "-" };

/**
 * `proxmox-mcp doctor`: looks at everything between the settings and the guests, each with the line that mends it.
 *
 * Exit code 0 when all is well, 1 with warnings alone, 2 when something does not work.
 */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const unknown = rest.find((word) => word !== "--json");
  if (unknown !== undefined) throw new UsageError(`doctor does not know ${JSON.stringify(unknown)}.`);
  const asJson = rest.includes("--json");
  const found: Examined[] = [];
  const tell = async (finding: Examined) => {
    found.push(finding);
    if (!asJson) await print(wordFinding(finding));
  };
  try {
    const settings = await startWith(["--log-level", "error", ...given]);
    await startLogging();
    await tell({
      cluster: "",
      check: "settings",
      verdict: "ok",
      text: `${settings.clusters.length} cluster configured`,
    });
    for (const cluster of settings.clusters) await examine({ settings, cluster }, tell);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const mistake of error.mistakes) {
      await tell({ cluster: "", check: "settings", verdict: "failure", text: mistake });
    }
  }
  if (asJson) await print(JSON.stringify(found, null, 2));
  return exitCode(found);
}

async function examine(
  { settings, cluster }: Pick<Patient, "settings" | "cluster">,
  tell: (finding: Examined) => Promise<void>,
): Promise<void> {
  const policy = new Policy(settings.policy);
  const kept = new Cluster(cluster, policy);
  const proxmox = kept.view(policy, { tool: "doctor", access: "read", confirmed: false });
  const name = settings.clusters.length > 1 ? cluster.name : "";
  try {
    for (const check of checks) {
      const finding = await look(check, { settings, cluster, proxmox });
      await tell({ cluster: name, check: check.name, ...finding });
      if (check.isEssential === true && finding.verdict === "failure") return;
    }
  } finally {
    await kept.close();
  }
}

/** A check that cannot be made is a finding like any other. */
async function look(check: Check, patient: Patient): Promise<Finding> {
  try {
    return await check.look(patient);
  } catch (error) {
    return { verdict: "warning", text: `could not be looked at: ${explain(error)}` };
  }
}

function wordFinding({ cluster, check, verdict, text, remedy }: Examined): string {
  const colours = coloursFor(Deno.stdout);
  const colour =
    { ok: colours.green, warning: colours.yellow, failure: colours.red, skipped: colours.dim }[verdict];
  const head = `${colour(marks[verdict])} ${cluster === "" ? "" : `${cluster}: `}${check}: ${
    redactText(clean(text))
  }`;
  if (remedy === undefined || remedy === "") return head;
  return `${head}\n${remedy.split("\n").map((line) => `    ${line}`).join("\n")}`;
}

function exitCode(found: readonly Examined[]): number {
  if (found.some(({ verdict }) => verdict === "failure")) return 2;
  return found.some(({ verdict }) => verdict === "warning") ? 1 : 0;
}
