import { redactText } from "../../log/redact.ts";
import { inline } from "../../text/foreign.ts";
import { maskArguments } from "../masking/mask_request.ts";
import { shortened } from "./arguments.ts";
import type { AuditCall, AuditResult } from "./entry.ts";

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
    const id = crypto.randomUUID();
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
    const result = cleaned({ outcome: "refused", reason });
    await this.#write(call, { kind: "refused", call: crypto.randomUUID(), ...result });
  }

  #write(call: AuditCall, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const line = {
      time: new Date().toISOString(),
      ...fields,
      pid: Deno.pid,
      tool: call.tool,
      alias: call.alias,
      access: call.access,
      cluster: call.cluster,
      target: call.target === undefined ? undefined : redactText(call.target),
      vmid: call.vmid,
      node: call.node,
      arguments: shortened(maskArguments(call.arguments)),
      transport: call.transport,
      client: call.client?.slice(0, longestClient),
      caller: call.caller,
      confirmation: call.confirmation,
    };
    const written = this.#last.then(() => this.#append(line));
    this.#last = written.catch(() => undefined);
    return written;
  }

  /** What writes is loaded with the first line, so that a start does not pay for it. */
  async #append(line: Readonly<Record<string, unknown>>): Promise<void> {
    const { appendLine } = await import("./append.ts");
    await appendLine(this.file, line);
  }
}

const longestClient = 200;
const longestReason = 2_000;

function cleaned(result: AuditResult): AuditResult {
  return {
    ...result,
    reason: result.reason === undefined ? undefined : inline(redactText(result.reason), longestReason),
  };
}
