import { capMiddle } from "../../text/cap.ts";
import { formatBytes } from "../../text/bytes.ts";
import { frame } from "../../text/foreign.ts";
import type { ToolAnswer } from "../tool.ts";

/** One stream of a command's output: what is kept of it, and how many bytes came. */
export interface Stream {
  readonly text: string;
  readonly total: number;
}

/** How a command went, wherever it ran. */
export interface CommandReport {
  /** `CT 104 (proxy)`, `node pve1`: where it ran. */
  readonly where: string;
  /** Exit code, or undefined when it was killed or its time was up. */
  readonly code: number | undefined;
  /** Name or number of the signal that killed it. */
  readonly signal?: string | number | undefined;
  /** Seconds after which it was ended. */
  readonly timedOutAfter?: number | undefined;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** A remark on what may be missing. */
  readonly remark?: string | undefined;
}

/** Words a command's end: how it ended, then both streams apart, each framed as data and within the limit. */
export function commandAnswer(report: CommandReport, characters: number): ToolAnswer {
  const room = Math.max(1000, characters - 600);
  // What one stream does not need, the other may have.
  const errors = Math.min(
    report.stderr.text.length,
    Math.max(Math.floor(room / 3), room - report.stdout.text.length),
  );
  const parts = [
    `${report.where}: ${ending(report)}`,
    ...(report.remark === undefined ? [] : [report.remark]),
    ...stream("stdout", report.stdout, room - errors),
    ...(report.stderr.text === "" ? [] : stream("stderr", report.stderr, errors)),
  ];
  return { text: capMiddle(parts.join("\n"), characters) };
}

function ending({ code, signal, timedOutAfter }: CommandReport): string {
  if (timedOutAfter !== undefined) {
    return `ended after ${timedOutAfter} s because its time was up; what it wrote until then:`;
  }
  if (signal !== undefined) return `killed by signal ${signal}`;
  if (code === undefined) return "ended without an exit code";
  return `exit code ${code}${code > 128 && code < 160 ? ` (killed by signal ${code - 128})` : ""}`;
}

function stream(name: string, { text, total }: Stream, limit: number): string[] {
  if (text === "") return [`[${name}: empty]`];
  return [frame(`${name}, ${formatBytes(total)}`, text, limit)];
}
