import { formatDuration } from "../text/duration.ts";
import { frame } from "../text/foreign.ts";
import type { TaskReport } from "../proxmox/task_report.ts";
import type { ToolAnswer } from "./tool.ts";

/**
 * Words the outcome of a change that ran as a task.
 *
 * `done` says what has happened when the task went well ("VM 105 (web1) is running on pve1"), `doing` what goes on while it
 * runs ("Starting VM 105 (web1)").
 */
export function taskAnswer(
  report: TaskReport,
  words: { readonly done: string; readonly doing: string },
): ToolAnswer {
  const upid = report.upid.text;
  if (report.state === "running") {
    return {
      text: `${words.doing}: still running after ${formatDuration(report.waited)}. Follow it with ` +
        `proxmox_task_wait upid=${upid}`,
      upid,
      running: true,
    };
  }
  const warnings = report.state === "warnings"
    ? `\nThe task ended with ${report.exitStatus?.toLowerCase() ?? "warnings"}.\n${
      frame("warnings of the task", report.warnings.join("\n"), 2000)
    }`
    : "";
  return {
    text: `${words.done} (task ${report.upid.type}, ${formatDuration(report.waited)}).${warnings}`,
    upid,
  };
}
