import { type Message, TaskState } from "@a2a-js/sdk";
import type { AgentExecutor, ExecutionEventBus, RequestContext } from "@a2a-js/sdk/server";
import { getLogger } from "@logtape/logtape";
import * as z from "zod";
import { redactText, redactValue } from "../../log/redact.ts";
import { PolicyError } from "../../policy/errors.ts";
import type { Policy } from "../../policy/policy.ts";
import { capMiddle } from "../../text/cap.ts";
import { ExplainedError } from "../../text/explained.ts";
import { inline } from "../../text/foreign.ts";
import { ArgumentsError } from "../../tools/arguments.ts";
import type { ToolAnswer } from "../../tools/tool.ts";
import { type CallOutcome, UnknownToolError } from "../call.ts";
import { confirmationDenied, confirmByToken, NotConfirmedError, type Preview } from "../confirm_by_token.ts";
import type { Confirmation, ConfirmationSubject } from "../confirmation.ts";
import { runMeasuredCall } from "../measured_call.ts";
import { errorText } from "../result.ts";
import type { Runtime } from "../runtime.ts";
import { TaskEvents } from "./events.ts";

/** Who sends A2A messages, and what goes with their requests. */
export interface A2aCaller {
  readonly policy: Policy;
  /** Undefined where there is only one caller. */
  readonly name: string | undefined;
  /** The client program's own name, as it says. */
  readonly client: string;
  /** Keeps the request's place among those served at once until this work is over, however soon the answer goes out. */
  readonly hold: (work: Promise<unknown>) => void;
}

/** A message that names no tool. */
export class NoToolNamedError extends ExplainedError {
  override readonly name = "NoToolNamedError";
}

/** The key under which a call's context carries its {@linkcode A2aCaller}. */
export const callerKey = "caller";

const callData = z.strictObject({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
});

/** Seconds for which a Proxmox task is followed in one go; it is followed again until it ends. */
const followSeconds = 600;

/**
 * Carries out the calls that A2A messages ask for: the data part names a tool and its arguments, and the policy, the
 * confirmation and the audit log are those of every other transport.
 *
 * States: working while the tool or its Proxmox task runs; input required for a confirmation, with a preview and the token
 * that the next message brings; completed, failed, rejected (refused before anything was done) and canceled.
 */
export class ToolExecutor implements AgentExecutor {
  readonly #runtime: Runtime;
  readonly #running = new Map<string, AbortController>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  execute = async (request: RequestContext, bus: ExecutionEventBus): Promise<void> => {
    const caller = callerOf(request);
    const cancelled = new AbortController();
    this.#running.set(request.taskId, cancelled);
    const over = Promise.withResolvers<void>();
    caller.hold(over.promise);
    const events = new TaskEvents(request, bus);
    events.begin();
    try {
      await this.#call(request, caller, events, cancelled.signal);
    } catch (error) {
      this.#tellFailure(error, events, cancelled.signal);
    } finally {
      this.#running.delete(request.taskId);
      over.resolve();
    }
  };

  /** Ends the call or the waiting for its Proxmox task, which itself goes on; `execute` tells so. */
  cancelTask = (taskId: string): Promise<void> => {
    this.#running.get(taskId)?.abort(new DOMException("Cancelled by the caller", "AbortError"));
    return Promise.resolve();
  };

  async #call(
    request: RequestContext,
    caller: A2aCaller,
    events: TaskEvents,
    signal: AbortSignal,
  ): Promise<void> {
    const { tool, arguments: given } = callIn(request.userMessage);
    const outcome = await this.#run(caller, events, signal, tool, given);
    if (outcome.kind === "question") {
      const { preview, token } = outcome.question;
      events.status(TaskState.TASK_STATE_INPUT_REQUIRED, this.#shown(preview), { confirm: token });
      return;
    }
    const answer = await this.#followed(caller, events, signal, outcome.answer);
    const text = this.#shown(answer.text);
    if (answer.running === true) {
      events.status(TaskState.TASK_STATE_WORKING, text, { upid: answer.upid });
      return;
    }
    const { structured } = answer;
    events.result(tool, text, structured === undefined ? undefined : Object(redactValue(structured)));
    events.status(TaskState.TASK_STATE_COMPLETED, text.split("\n", 1)[0] ?? "");
  }

  /** Follows the Proxmox task of an answer to its end, unless the process ends before it. */
  async #followed(
    caller: A2aCaller,
    events: TaskEvents,
    signal: AbortSignal,
    answer: ToolAnswer,
  ): Promise<ToolAnswer> {
    let latest = answer;
    while (latest.running === true && latest.upid !== undefined && !this.#isEnding) {
      const { upid } = latest;
      events.status(TaskState.TASK_STATE_WORKING, this.#shown(latest.text), { upid });
      const outcome = await this.#run(caller, events, signal, "proxmox_task_wait", {
        upid,
        wait: followSeconds,
      });
      if (outcome.kind === "question") break;
      latest = outcome.answer;
    }
    return latest;
  }

  async #run(
    { policy, name, client }: A2aCaller,
    events: TaskEvents,
    signal: AbortSignal,
    tool: string,
    given: Readonly<Record<string, unknown>>,
  ): Promise<CallOutcome<Preview>> {
    return await runMeasuredCall<Preview>(this.#runtime, {
      tool,
      arguments: given,
      policy,
      caller: { transport: "a2a", client, name },
      signal,
      progress: ({ percent, message }) => {
        const data = percent === undefined ? undefined : { percent };
        events.status(TaskState.TASK_STATE_WORKING, redactText(inline(message, 200)), data);
      },
      confirm: (subject) => this.#confirm(policy, subject),
    });
  }

  async #confirm(policy: Policy, subject: ConfirmationSubject): Promise<Confirmation<Preview>> {
    if (policy.settings.confirm === "deny") return { kind: "refused", error: confirmationDenied() };
    return await confirmByToken(this.#runtime.seal, subject);
  }

  #tellFailure(error: unknown, events: TaskEvents, signal: AbortSignal): void {
    const logger = getLogger(["proxmox-mcp", "a2a"]);
    if (signal.aborted) {
      events.status(
        TaskState.TASK_STATE_CANCELED,
        "The waiting was ended. A Proxmox task that had been started goes on: proxmox_task_list shows it, proxmox_task_stop " +
          "stops it.",
      );
      return;
    }
    logger.info("A call failed: {error}", { error });
    const state = isRefusal(error) ? TaskState.TASK_STATE_REJECTED : TaskState.TASK_STATE_FAILED;
    events.status(state, errorText(error, this.#runtime.settings.limits.characterLimit));
  }

  get #isEnding(): boolean {
    return this.#runtime.openClusters.some(({ waits }) => waits.ending.aborted);
  }

  #shown(text: string): string {
    return capMiddle(redactText(text), this.#runtime.settings.limits.characterLimit);
  }
}

function callerOf({ context }: RequestContext): A2aCaller {
  const caller = context.state.get(callerKey);
  if (isCaller(caller)) return caller;
  throw new TypeError("The context of an A2A call carries no caller");
}

function isCaller(value: unknown): value is A2aCaller {
  return typeof value === "object" && value !== null && "policy" in value && "hold" in value;
}

function callIn(message: Message): z.infer<typeof callData> {
  const data = message.parts.flatMap(({ content }) => content?.$case === "data" ? [content.value] : []);
  const parsed = callData.safeParse(data[0]);
  if (parsed.success && data.length === 1) return parsed.data;
  throw new NoToolNamedError("The message names no tool.", {
    remedy:
      'Send one data part such as {"tool": "proxmox_cluster_status", "arguments": {}}; the agent card shows more.',
  });
}

/** Whether a call was refused before anything was done. */
function isRefusal(error: unknown): boolean {
  return error instanceof PolicyError || error instanceof ArgumentsError ||
    error instanceof UnknownToolError ||
    error instanceof NotConfirmedError || error instanceof NoToolNamedError;
}
