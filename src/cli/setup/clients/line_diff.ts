import { redactText } from "../../../log/redact.ts";
import { clean } from "../../../text/foreign.ts";

/** A longer line is shown from shortly before the place where it changes. */
const widest = 120;

/** Characters that are shown of a line. */
const longest = 500;

/**
 * What differs between two texts that differ in one place: lines behind `- ` and `+ `, and nothing of what is around them,
 * since other servers' keys may stand there.
 */
export function lineDiff(before: string, after: string): readonly string[] {
  const [old, now] = [lines(before), lines(after)];
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start++;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  // A brace that got a comma reads better as a line that changed than as one that was added before its twin.
  if (end > 0 && start === old.length - end && now[start] === `${old[start]},`) end--;
  const removed = old.slice(start, old.length - end);
  const added = now.slice(start, now.length - end);
  const same = commonStart(removed[0] ?? "", added[0] ?? "");
  const shown = (line: string, index: number) => redactText(clean(index === 0 ? from(line, same) : line));
  return [
    ...removed.map((line, index) => `- ${shown(line, index)}`),
    ...added.map((line, index) => `+ ${shown(line, index)}`),
  ].map((line) => line.length > longest ? `${line.slice(0, longest)}…` : line);
}

function lines(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function from(line: string, same: number): string {
  return line.length <= widest || same <= 20 ? line : `…${line.slice(same - 10)}`;
}
