import { type AuditLine, auditLine } from "./line.ts";

/** One call as the log tells it, its intent and outcome put together. */
export interface RecordedCall
  extends Omit<AuditLine, "kind" | "prev" | "hash" | "seq" | "recovered" | "outcome"> {
  /** `unknown` where no outcome was written: the process ended while the call was at work. */
  readonly outcome: NonNullable<AuditLine["outcome"]>;
  /** False where only the intent is on record. */
  readonly ended: boolean;
}

/**
 * Reads the calls of a log in the order in which they began; lines that are none of this log are left out, as
 * `verifyAudit` reports them.
 *
 * @throws {Deno.errors.NotFound} when there is no log.
 */
export async function readAudit(log: string): Promise<readonly RecordedCall[]> {
  return callsOf(await Deno.readTextFile(log));
}

/** The same for the text of a log. */
export function callsOf(text: string): readonly RecordedCall[] {
  const calls = new Map<string, RecordedCall>();
  for (const line of text.split("\n")) {
    const parsed = parseLine(line);
    if (parsed === undefined) continue;
    const { kind, prev: _prev, hash: _hash, seq: _seq, recovered: _recovered, ...rest } = parsed;
    // A call's time is the one of its intent, the first line of it.
    const time = calls.get(rest.call)?.time ?? rest.time;
    calls.set(rest.call, { ...rest, time, outcome: rest.outcome ?? "unknown", ended: kind !== "intent" });
  }
  return [...calls.values()];
}

function parseLine(line: string): AuditLine | undefined {
  if (line === "") return undefined;
  try {
    return auditLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
