/** How far a task has come, as its log tells. */
export interface TaskProgress {
  /** Percent done, 0 to 100, or undefined while the log names none. */
  readonly percent: number | undefined;
  /** The log line that tells it, without time stamp and level. */
  readonly message: string;
}

// vzdump, clone, move, download and restore all write a number and a percent sign, with or without a space. Where a line
// has two, the first is the progress: "progress 12% (read 3.8 GiB, zeroes = 5% (204.0 MiB), duration 10 sec)".
const percentage = /(?<![\d.])(\d{1,3}(?:\.\d{1,2})?)\s?%/;

// A live migration writes bytes instead: "migration active, transferred 512.0 MiB of 4.0 GiB VM-state".
const transferred = /transferred ([\d.]+) ([KMGT]?i?B) of ([\d.]+) ([KMGT]?i?B)/;

const stamp = /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d )?(?:INFO: +)?/;

const unitSizes: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
};

/**
 * Reads the progress out of the newest lines of a task's log, or undefined when there is no line yet.
 *
 * The latest line with a percentage counts for `percent`; the latest line of all is the message.
 */
export function readProgress(logLines: readonly string[]): TaskProgress | undefined {
  // "TASK OK" and its like close the log; the outcome says that better.
  const latest = logLines.findLast((line) =>
    line.trim() !== "" && line !== "no content" && !line.startsWith("TASK ")
  );
  if (latest === undefined) return undefined;
  let percent: number | undefined;
  for (let index = logLines.length - 1; index >= 0 && percent === undefined; index--) {
    percent = percentOf(logLines[index] ?? "");
  }
  return { percent, message: latest.replace(stamp, "").trim() };
}

function percentOf(line: string): number | undefined {
  const written = percentage.exec(line)?.[1];
  if (written !== undefined) {
    const percent = Number(written);
    return percent <= 100 ? percent : undefined;
  }
  const bytes = transferred.exec(line);
  if (bytes === null) return undefined;
  const [, done = "", doneUnit = "", total = "", totalUnit = ""] = bytes;
  const whole = Number(total) * (unitSizes[totalUnit] ?? 1);
  return whole > 0
    ? Math.min(100, Math.round(Number(done) * (unitSizes[doneUnit] ?? 1) / whole * 1000) / 10)
    : undefined;
}
