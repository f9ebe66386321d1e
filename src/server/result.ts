import type { CallToolResult } from "@modelcontextprotocol/server";
import { redactText, redactValue } from "../log/redact.ts";
import { failedTask } from "../proxmox/task_report.ts";
import { capMiddle } from "../text/cap.ts";
import { explain } from "../text/explained.ts";
import { clean, frame } from "../text/foreign.ts";
import type { ToolAnswer } from "../tools/tool.ts";

/**
 * Makes a tool's answer the result that the client gets: nothing secret passes, nothing that hides from the eye, nothing
 * longer than the limit.
 */
export function answerResult(answer: ToolAnswer, characterLimit: number): CallToolResult {
  const structured = answer.structured === undefined
    ? undefined
    : asRecord(redactValue(answer.structured, clean));
  return {
    content: [
      { type: "text", text: capMiddle(redactText(clean(answer.text)), characterLimit) },
      ...(answer.pictures ?? []).map((picture) => ({ type: "image" as const, ...picture })),
    ],
    ...(structured === undefined ? {} : { structuredContent: structured }),
  };
}

/** Words a failed or refused call: what failed, what to do, and the end of the log of a failed task. */
export function errorResult(error: unknown, characterLimit: number): CallToolResult {
  return { content: [{ type: "text", text: errorText(error, characterLimit) }], isError: true };
}

/** The text of {@linkcode errorResult}. */
export function errorText(error: unknown, characterLimit: number): string {
  // Proxmox's own words are part of many messages, and guests can have a say in them.
  const sentences = clean(explain(error));
  const task = failedTask(error);
  const log = task === undefined || task.log.length === 0
    ? ""
    : `\n${frame("end of the task's log", task.log.join("\n"), 4000)}`;
  const upid = task === undefined ? "" : `\nupid: ${task.upid.text}`;
  return capMiddle(redactText(sentences + log + upid), characterLimit);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
