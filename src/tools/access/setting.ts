import { changes, optionLines, type Options, stateText } from "../../text/changes.ts";
import type { Loss, ToolAnswer } from "../tool.ts";

/** Something about access that a call makes or changes. */
export interface Setting {
  /** `user`, `role`, ... */
  readonly what: string;
  readonly name: string;
  readonly path: string;
  /** Undefined where it is made. */
  readonly before: Options | undefined;
  /** What the call asks for. */
  readonly wanted: Options;
  /** Further lines for whoever decides. */
  readonly details?: readonly string[];
  /** What else the decision hangs on: when it changes, the confirmation does not hold any more. */
  readonly dependsOn?: unknown;
}

/** What a human agrees to when access is changed: what it is now, and what is asked for. */
export function settingLoss({ what, name, path, before, wanted, details = [], dependsOn }: Setting): Loss {
  return {
    name,
    summary: before === undefined ? `The ${what} ${name} is made.` : `The ${what} ${name} is changed.`,
    details: [
      ...(before === undefined ? [] : optionLines(before).map((line) => `now: ${line}`)),
      ...optionLines(wanted).map((line) => `then: ${line}`),
      ...details,
    ],
    identity: [{
      kind: "request",
      method: before === undefined ? "POST" : "PUT",
      path,
      digest: stateText({ before, dependsOn }),
    }],
  };
}

/** Says what was made or changed. */
export function changeText(subject: string, before: Options | undefined, after: Options): ToolAnswer {
  if (before === undefined) return { text: [`${subject} is made.`, ...optionLines(after)].join("\n") };
  const changed = changes(before, after);
  return {
    text: changed.length === 0 ? `${subject} is as it was.` : `${subject} is changed:\n${changed.join("\n")}`,
  };
}
