import { settingNames } from "./setting_names.ts";
import { splitConditional, splitSum, splitTemplate } from "./source_text.ts";

/**
 * The sentence that an expression of the source makes, with `…` or a name for what it puts in; undefined where the sentence is
 * made elsewhere.
 *
 * @param source the file that the expression stands in, for the constants that it names
 */
export function worded(expression: string, source: string, depth = 0): string | undefined {
  const trimmed = expression.trim().replace(/^\((.*)\)$/s, "$1");
  const branches = splitConditional(trimmed);
  if (branches !== undefined) {
    const words = branches.map((branch) => worded(branch, source, depth)).filter((word) =>
      word !== undefined
    );
    return words.length === 0 ? undefined : words.join(" / ");
  }
  const sum = splitSum(trimmed);
  if (sum.length > 1) {
    const parts = sum.map((part) => worded(part, source, depth));
    return parts.every((part) => part === undefined) ? undefined : parts.map((part) => part ?? "…").join("");
  }
  if (/^["']/.test(trimmed)) return unquoted(trimmed);
  if (trimmed.startsWith("`")) {
    return splitTemplate(trimmed).map((part) =>
      "text" in part ? part.text : filler(part.expression, source, depth)
    )
      .join("");
  }
  const constant = /^\w+$/.test(trimmed) && depth < 3
    ? new RegExp(`\\b(?:const|let) ${trimmed}(?:: string)? =([^;]+);`).exec(source)?.[1]
    : undefined;
  return constant === undefined ? undefined : worded(constant, source, depth + 1);
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replaceAll("\\n", "\n").replaceAll(/\\(.)/g, "$1");
}

/** What stands in a sentence for a value: its words where they are few, else the name of the value. */
function filler(expression: string, source: string, depth: number): string {
  const branches = splitConditional(expression.trim());
  if (branches !== undefined) {
    const words = branches.map((branch) => worded(branch, source, depth + 1));
    return words.some((word) => word === undefined || word.length > 40) || words.includes("")
      ? "…"
      : words.join("/");
  }
  if (/^"[^"]*"$/.test(expression.trim())) return unquoted(expression.trim());
  const setting = /\bname\((\w+\.\w+)\)$/.exec(expression.trim())?.[1];
  if (setting !== undefined) return settingNames.get(setting) ?? "…";
  const path = /^(?:[\w.]+\()*([\w.?!#]+?)(?:, [^()]*)?\)*$/.exec(expression.trim())?.[1];
  const name = path?.split(/[.#?!]+/).at(-1) ?? "";
  return /^[a-z]\w{1,20}$/.test(name) ? `‹${spaced(name)}›` : "…";
}

function spaced(name: string): string {
  return name.replaceAll(
    /([a-z])([A-Z])/g,
    (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
  );
}
