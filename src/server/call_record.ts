import { getLogger } from "@logtape/logtape";
import type { AccessClass } from "../policy/access.ts";
import type { AuditCall, AuditResult } from "../policy/audit/entry.ts";
import { AuditError } from "../policy/audit/errors.ts";
import type { AuditedCall, AuditLog } from "../policy/audit/log.ts";
import { failedTask } from "../proxmox/task_report.ts";
import { explain } from "../text/explained.ts";
import { inline } from "../text/foreign.ts";
import { type Target, targetName } from "../tools/target.ts";
import type { ToolAnswer } from "../tools/tool.ts";
import { LostAnswerError } from "../wire/errors.ts";
import type { WireName } from "../wire/wire.ts";

/**
 * What the audit log gets to know of one call: facts are added as they are found, lines are written before the call acts
 * and before it returns. Calls that only look leave no trace.
 */
export class CallRecord {
  readonly #log: AuditLog;
  #call: AuditCall;
  #audited: AuditedCall | undefined;

  constructor(log: AuditLog, call: AuditCall) {
    this.#log = log;
    this.#call = call;
  }

  /** Adds what has been found out about the call. */
  note(
    facts: Partial<Pick<AuditCall, "tool" | "access" | "cluster" | "arguments" | "vmid" | "confirmation">>,
  ): void {
    this.#call = { ...this.#call, ...facts };
  }

  /** Adds what the call acts on. */
  noteTarget(target: Target | undefined): void {
    if (target === undefined) return;
    const node = target.kind === "guest" ? target.guest.node : "node" in target ? target.node : undefined;
    const vmid = target.kind === "guest"
      ? target.guest.vmid
      : target.kind === "new-guest"
      ? target.vmid
      : undefined;
    this.#call = {
      ...this.#call,
      target: inline(targetName(target), 200),
      ...(vmid === undefined ? {} : { vmid }),
      ...(node === undefined ? {} : { node }),
    };
  }

  /**
   * Puts on record that the call is about to act.
   *
   * @throws {AuditError} when that cannot be written: then the call must not act.
   */
  async begin(): Promise<void> {
    if (this.#isSilent) return;
    this.#audited = await this.#log.begin(this.#call);
  }

  /** Puts on record that nothing was done yet because the human is to be asked. */
  async asked(): Promise<void> {
    if (!this.#isSilent) {
      await this.#log.refused(this.#call, "A confirmation was asked for; nothing was done.");
    }
  }

  /** Puts on record how the call ended. */
  async succeeded(answer: ToolAnswer, wire: WireName): Promise<void> {
    await this.#audited?.finish({
      outcome: answer.running === true ? "running" : "ok",
      wire,
      ...(answer.upid === undefined ? {} : { upid: answer.upid }),
    });
  }

  /** Puts on record why the call failed or was refused; a fault of the log itself is only logged, for the call's error counts. */
  async failed(error: unknown, cancelled: boolean): Promise<void> {
    if (this.#isSilent || error instanceof AuditError) return;
    try {
      if (this.#audited === undefined) await this.#log.refused(this.#call, explain(error));
      else await this.#audited.finish({ ...resultOf(error, cancelled), reason: explain(error) });
    } catch (fault) {
      getLogger(["proxmox-mcp", "audit"]).error("{reason}", { reason: explain(fault) });
    }
  }

  get #isSilent(): boolean {
    return this.#call.access === "read";
  }
}

function resultOf(error: unknown, cancelled: boolean): AuditResult {
  const task = failedTask(error);
  if (task !== undefined) return { outcome: "failed", upid: task.upid.text };
  if (error instanceof LostAnswerError) return { outcome: "unknown" };
  return { outcome: cancelled ? "cancelled" : "failed" };
}

/** The record of a call as far as its request tells; `access` is raised when the arguments are known. */
export function auditCallOf(
  call: {
    readonly tool: string;
    readonly alias?: string | undefined;
    readonly access: AccessClass;
    readonly arguments: Readonly<Record<string, unknown>>;
    readonly caller: {
      readonly transport: AuditCall["transport"];
      readonly client: string;
      readonly name?: string | undefined;
    };
  },
): AuditCall {
  return {
    tool: call.tool,
    ...(call.alias === undefined ? {} : { alias: call.alias }),
    access: call.access,
    cluster: "",
    arguments: { ...call.arguments },
    transport: call.caller.transport,
    client: call.caller.client,
    ...(call.caller.name === undefined ? {} : { caller: call.caller.name }),
  };
}
