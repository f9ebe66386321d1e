import { ExplainedError } from "../../text/explained.ts";
import { formatDuration } from "../../text/duration.ts";
import type { TaskProgress } from "../../proxmox/task_progress.ts";
import type { TaskReport } from "../../proxmox/task_report.ts";
import type { TimeLeft } from "../../proxmox/time_left.ts";
import { taskAnswer } from "../task_answer.ts";
import type { ToolAnswer } from "../tool.ts";

/** Tells how far one step is. */
export type Tell = ((progress: TaskProgress) => void) | undefined;

/** One step of a call that does several things one after the other. */
export interface Step {
  /** What goes on, as in "cloning the template". */
  readonly name: string;
  /** Does it and waits as long as there is time; undefined where it is done without a task. */
  readonly work: (tell: Tell) => Promise<TaskReport | undefined>;
  /** The call that does it, for when the time is up before its turn; undefined where another step's call does it too. */
  readonly instead: () => string | undefined;
}

/** How far the steps came. */
export interface StepsOutcome {
  /** Report of the last task, finished or not. */
  readonly report: TaskReport | undefined;
  /** What was going on when the time was up; undefined when all is done. */
  readonly waitingFor: string | undefined;
  /** Calls for what was not begun. */
  readonly left: readonly string[];
}

/** A step failed, and those before it have left something behind. */
export class StepFailedError extends ExplainedError {
  override readonly name = "StepFailedError";
}

/**
 * Does steps one after the other, telling which one is at work.
 *
 * When the time is up the steps to come are not begun: their calls are handed back.
 *
 * @param leftBehind says after a failure what there is now and how to be rid of it; empty when nothing is.
 * @throws {StepFailedError} naming the step; the error itself when there is one step only.
 */
export async function runSteps(
  steps: readonly Step[],
  context: { readonly progress: Tell; readonly time: TimeLeft; readonly signal: AbortSignal },
  leftBehind: () => Promise<string>,
): Promise<StepsOutcome> {
  const began = performance.now();
  let report: TaskReport | undefined;
  for (const [index, step] of steps.entries()) {
    if (index > 0 && context.time.seconds === 0) {
      return { report, waitingFor: undefined, left: callsFor(steps.slice(index)) };
    }
    try {
      report = await step.work(tellOf(context.progress, steps, index)) ?? report;
    } catch (error) {
      if (context.signal.aborted || steps.length === 1) throw error;
      throw failed(steps, index, error, await leftBehind());
    }
    if (report?.state === "running") {
      return { report, waitingFor: step.name, left: callsFor(steps.slice(index + 1)) };
    }
  }
  const waited = (performance.now() - began) / 1000;
  return {
    report: report === undefined ? undefined : { ...report, waited },
    waitingFor: undefined,
    left: [],
  };
}

function callsFor(steps: readonly Step[]): readonly string[] {
  return steps.map(({ instead }) => instead()).filter((call) => call !== undefined);
}

/** The share of the whole that lies behind counts each step alike. */
function tellOf(progress: Tell, steps: readonly Step[], index: number): Tell {
  if (progress === undefined || steps.length === 1) return progress;
  const name = steps[index]?.name ?? "";
  const heading = `step ${index + 1} of ${steps.length}, ${name}`;
  const percentOf = (share: number) => (index + share) / steps.length * 100;
  progress({ percent: percentOf(0), message: heading });
  return ({ percent, message }) =>
    progress({ percent: percentOf((percent ?? 0) / 100), message: `${heading}: ${message}` });
}

function failed(steps: readonly Step[], index: number, cause: unknown, leftBehind: string): StepFailedError {
  const name = steps[index]?.name ?? "";
  const why = cause instanceof Error ? cause.message : String(cause);
  const remedy = cause instanceof ExplainedError ? cause.remedy : "";
  return new StepFailedError(`Step ${index + 1} of ${steps.length}, ${name}, failed: ${why}`, {
    remedy: [remedy, leftBehind].filter((part) => part !== "").join(" "),
    cause,
  });
}

/** Words what came of making a guest; `done` is what it is in the end, as in "is made and running". */
export function madeAnswer(
  outcome: StepsOutcome,
  made: { readonly place: string },
  done: string,
): ToolAnswer {
  return unfinishedAnswer(outcome, `Making ${made.place}`) ??
    (outcome.report === undefined
      ? { text: `${made.place} ${done}.` }
      : taskAnswer(outcome.report, { done: `${made.place} ${done}`, doing: `Making ${made.place}` }));
}

/**
 * Words an outcome that is not complete, or undefined when all is done.
 *
 * @param doing what the call does as a whole, as in "Deploying VM 105 (web3)".
 */
export function unfinishedAnswer(outcome: StepsOutcome, doing: string): ToolAnswer | undefined {
  const { report, waitingFor, left } = outcome;
  if (waitingFor === undefined && left.length === 0) return undefined;
  const upid = report?.upid.text;
  const running = waitingFor !== undefined && upid !== undefined;
  const now = running
    ? `${waitingFor} still runs after ${
      formatDuration(report?.waited)
    }. Follow it with proxmox_task_wait upid=${upid}`
    : "the time was up before all was done.";
  const next = left.length === 0
    ? ""
    : `\nNot begun yet; call one after the other${running ? " when that is over" : ""}:\n${left.join("\n")}`;
  return {
    text: `${doing}: ${now}${next}`,
    ...(upid === undefined ? {} : { upid }),
    ...(running ? { running } : {}),
  };
}
