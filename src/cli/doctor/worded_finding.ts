import { wrap } from "../../text/wrap.ts";
import type { Colours } from "../colours.ts";
import type { Finding, Verdict } from "./check.ts";

const marks: Readonly<Record<Verdict, string>> = { ok: "✓", warning: "!", failure: "✗", skipped: "-" };

/** Columns up to what was found: mark, blank, name, blanks. */
const indent = 15;

/** How lines are made for whoever reads them. */
export interface Look {
  readonly colours: Colours;
  /** Columns after which sentences are broken; never where undefined. */
  readonly width: number | undefined;
}

/** A finding as a person reads it: mark, name and text, and below them what mends it. */
export function wordedFinding(
  check: string,
  { verdict, text, remedy }: Finding,
  { colours: { green, yellow, red, dim }, width }: Look,
): string {
  const colour = { ok: green, warning: yellow, failure: red, skipped: dim }[verdict];
  const [head = "", ...more] = fitted(text, width, indent);
  const margin = " ".repeat(indent);
  const lines = [
    `${colour(marks[verdict])} ${check.padEnd(indent - 2)}${verdict === "skipped" ? dim(head) : head}`,
    ...more.map((line) => margin + line),
  ];
  const [first, ...rest] = remedy === undefined ? [] : fitted(remedy, width, indent + 2);
  if (first !== undefined) lines.push(`${margin}${colour("→")} ${first}`);
  return [...lines, ...rest.map((line) => `${margin}  ${line}`)].join("\n");
}

/** The lines of a text: sentences broken between words, lines to paste left whole. */
function fitted(text: string, width: number | undefined, margin: number): readonly string[] {
  const lines = text.split("\n");
  if (width === undefined) return lines;
  return lines.flatMap((line) => isToPaste(line) ? [line] : wrap(line, width - margin));
}

/** A line that a shell or a settings file takes, as remedies have them. */
function isToPaste(line: string): boolean {
  return /^(?:[A-Z_]+=|\[|pveum |echo )/.test(line);
}
