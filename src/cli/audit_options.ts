import { parseArgs } from "node:util";
import * as z from "zod";
import { auditOutcomes } from "../policy/audit/entry.ts";
import type { RecordedCall } from "../policy/audit/read.ts";
import { matchesGlob } from "../policy/glob.ts";
import { parseSpan } from "../text/span.ts";
import { UsageError } from "./usage_error.ts";

const optionsSchema = z.object({
  json: z.boolean().default(false),
  verify: z.boolean().default(false),
  since: z.string().optional(),
  tool: z.string().min(1).optional(),
  vmid: z.coerce.number({ error: "must be a guest's id" }).int().positive().optional(),
  outcome: z.enum(auditOutcomes, { error: `must be one of ${auditOutcomes.join(", ")}` }).optional(),
});

/** What of the audit log is printed, and how. */
export type AuditOptions = Omit<z.infer<typeof optionsSchema>, "since"> & {
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
};

/**
 * Reads the options of `proxmox-mcp audit`.
 *
 * @param now milliseconds since the epoch, for `--since 2d`.
 * @throws {UsageError} naming the option at fault.
 */
export function readAuditOptions(args: readonly string[], now: number): AuditOptions {
  const { values } = parsed(args);
  const options = optionsSchema.safeParse(values);
  if (!options.success) {
    const issue = options.error.issues[0];
    throw unusable(`--${issue?.path.join(".")} ${issue?.message}`, options.error);
  }
  const { since, ...rest } = options.data;
  return { ...rest, since: since === undefined ? undefined : startOf(since, now) };
}

/** Whether a call is among those that the options ask for. */
export function matchesAudit(call: RecordedCall, options: AuditOptions): boolean {
  return (options.since === undefined || Date.parse(call.time) >= options.since) &&
    (options.tool === undefined || namedLike(options.tool, call)) &&
    (options.vmid === undefined || call.vmid === options.vmid) &&
    (options.outcome === undefined || call.outcome === options.outcome);
}

function namedLike(glob: string, { tool, alias }: RecordedCall): boolean {
  return matchesGlob(glob, tool) || (alias !== undefined && matchesGlob(glob, alias));
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: "boolean" },
        verify: { type: "boolean" },
        since: { type: "string" },
        tool: { type: "string" },
        vmid: { type: "string" },
        outcome: { type: "string" },
      },
    });
  } catch (cause) {
    throw unusable(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** A span back from now (`90m`, `12h`, `2d`, `1w`), or a date or time as ISO 8601 writes it. */
function startOf(text: string, now: number): number {
  const span = parseSpan(text);
  if (span !== undefined) return now - span;
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) {
    throw unusable(
      `--since must be a span such as 90m, 12h, 2d or 1w, or a date such as 2026-11-01, not "${text}"`,
    );
  }
  return time;
}

function unusable(reason: string, cause?: unknown): UsageError {
  return new UsageError(`audit cannot be run so: ${reason}.`, {
    remedy: "See proxmox-mcp help audit.",
    cause,
  });
}
