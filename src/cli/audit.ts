import { splitArguments } from "../config/command_line.ts";
import { loadSettings } from "../config/load.ts";
import { readAudit, type RecordedCall } from "../policy/audit/read.ts";
import { verifyAudit } from "../policy/audit/verify.ts";
import { formatDuration } from "../text/duration.ts";
import { inline } from "../text/foreign.ts";
import { type Column, table } from "../text/table.ts";
import { matchesAudit, readAuditOptions } from "./audit_options.ts";
import { print, printError } from "./print.ts";

/** How many faults `--verify` names before it only counts the rest. */
const faultsNamed = 20;

/**
 * `proxmox-mcp audit`: prints the calls of the audit log, or verifies it.
 *
 * Exit code 0, or 1 when verifying found a fault.
 *
 * @throws {UsageError} for options that cannot be used, `ConfigurationError` for settings that cannot.
 */
export async function auditCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const options = readAuditOptions(rest, Date.now());
  const { settings } = await loadSettings({
    args: given,
    env: Deno.env.toObject(),
    cwd: Deno.cwd(),
    connection: "optional",
  });
  const log = settings.policy.auditLog;
  if (options.verify) return await verify(log);
  const recorded = await recordedIn(log);
  if (recorded === undefined) {
    await printError(`There is no audit log at ${log}; the first call that changes something makes one.`);
    return 0;
  }
  const calls = recorded.filter((call) => matchesAudit(call, options));
  if (options.json) { for (const call of calls) await print(JSON.stringify(call)); }
  else if (calls.length > 0) await print(table(calls, columns));
  else await printError(`No call on record in ${log} matches.`);
  return 0;
}

const columns: readonly Column<RecordedCall>[] = [
  { heading: "time", cell: ({ time }) => time.slice(0, 19).replace("T", " ") },
  { heading: "tool", cell: ({ tool }) => inline(tool, 40) },
  {
    heading: "target",
    cell: ({ target, vmid }) => inline(target ?? (vmid === undefined ? "-" : String(vmid)), 50),
  },
  { heading: "outcome", cell: outcomeOf },
  {
    heading: "took",
    cell: ({ duration }) => duration === undefined ? "-" : formatTook(duration),
    right: true,
  },
  { heading: "by", cell: ({ caller, client, transport }) => inline(caller ?? client ?? transport, 30) },
  { heading: "confirmed", cell: ({ confirmation }) => confirmation ?? "-" },
  { heading: "reason", cell: ({ reason }) => inline(reason ?? "", 100) },
];

function outcomeOf({ outcome, ended }: RecordedCall): string {
  return ended ? outcome : "unknown (no end on record)";
}

function formatTook(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : formatDuration(milliseconds / 1000);
}

async function verify(log: string): Promise<number> {
  const { lines, faults } = await verifyAudit(log);
  if (faults.length === 0) {
    if (lines === 0) await print(`${log}: nothing is on record there yet.`);
    else await print(`${log}: ${lines === 1 ? "1 line" : `${lines} lines`}, whole.`);
    return 0;
  }
  for (const { line, message } of faults.slice(0, faultsNamed)) {
    await print(line === undefined ? `${log}: ${message}` : `${log}: line ${line} ${message}`);
  }
  if (faults.length > faultsNamed) await print(`... and ${faults.length - faultsNamed} more.`);
  await printError(
    `The audit log is not as it was written: ${faults.length === 1 ? "1 fault" : `${faults.length} faults`}.`,
  );
  return 1;
}

async function recordedIn(log: string): Promise<readonly RecordedCall[] | undefined> {
  try {
    return await readAudit(log);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
