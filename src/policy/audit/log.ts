import { randomUUID } from "node:crypto";
import { redactText, redactValue } from "../../log/redact.ts";
import { appendLine } from "./append.ts";
import { shortened } from "./arguments.ts";
import { type AuditCall, auditCall, type AuditResult, auditResult } from "./entry.ts";

/** A call that the audit log knows of and that may now act. */
export interface AuditedCall {
  /**
   * Writes what came of the call; to be awaited before the call returns.
   *
   * @throws {AuditError} when the line cannot be written; the call has acted then, and its intent is on record.
   */
  finish(result: AuditResult): Promise<void>;
}

/** The audit log: every call above `read`, allowed or refused, on disk before the call goes on. */
export class AuditLog {
  /** Absolute path. */
  readonly file: string;
  /** Lines are written one after the other, in the order in which they were asked for. */
  #last: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.file = file;
  }

  /**
   * Writes that a call is about to act, and returns when that is on disk.
   *
   * @throws {AuditError} when it cannot be written: then the call must not act.
   */
  async begin(call: AuditCall): Promise<AuditedCall> {
    const id = randomUUID();
    const started = performance.now();
    await this.#write(call, { kind: "intent", call: id });
    return {
      finish: (result) => {
        const duration = Math.round(performance.now() - started);
        return this.#write(call, { kind: "outcome", call: id, duration, ...cleaned(result) });
      },
    };
  }

  /**
   * Writes that a call was refused and why.
   *
   * @throws {AuditError} when it cannot be written.
   */
  async refused(call: AuditCall, reason: string): Promise<void> {
    await this.#write(call, {
      kind: "refused",
      call: randomUUID(),
      ...cleaned({ outcome: "refused", reason }),
    });
  }

  #write(call: AuditCall, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const { tool, access, cluster, ...rest } = auditCall.parse(call);
    const line = {
      time: new Date().toISOString(),
      ...fields,
      pid: Deno.pid,
      tool,
      access,
      cluster,
      ...rest,
      ...(rest.target === undefined ? {} : { target: redactText(rest.target) }),
      arguments: shortened(redactValue(rest.arguments)),
    };
    const written = this.#last.then(() => appendLine(this.file, line));
    this.#last = written.catch(() => undefined);
    return written;
  }
}

function cleaned(result: AuditResult): AuditResult {
  const parsed = auditResult.parse(result);
  return parsed.reason === undefined
    ? parsed
    : { ...parsed, reason: redactText(parsed.reason).slice(0, longestReason) };
}

const longestReason = 2_000;
