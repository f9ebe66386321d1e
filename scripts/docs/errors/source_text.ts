/**
 * Splits the inside of a bracket at its commas, beginning behind the bracket that opens it; strings, templates and nested
 * brackets stay whole, comments are left out.
 */
export function splitInside(source: string, start: number): readonly string[] {
  return splitAt(source, start, ",");
}

/** Splits an expression at the plus signs on its own level. */
export function splitSum(expression: string): readonly string[] {
  return splitAt(expression, 0, "+");
}

/** The three parts of `condition ? one : other`; undefined for any other expression. */
export function splitConditional(expression: string): readonly [string, string] | undefined {
  const [condition, ...rest] = splitAt(
    expression.replaceAll("?.", "\u0001").replaceAll("??", "\u0002"),
    0,
    "?",
  );
  if (condition === undefined || rest.length === 0) return undefined;
  const branches = rest.join("?");
  const [one, ...others] = splitAt(branches, 0, ":");
  if (one === undefined || others.length === 0) return undefined;
  const restored = (text: string) => text.trim().replaceAll("\u0001", "?.").replaceAll("\u0002", "??");
  return [restored(one), restored(others.join(":"))];
}

/** The parts of a template literal: its texts, and the expressions between them. */
export function splitTemplate(
  template: string,
): readonly ({ readonly text: string } | { readonly expression: string })[] {
  const parts: ({ readonly text: string } | { readonly expression: string })[] = [];
  let text = "";
  for (let at = 1; at < template.length - 1; at++) {
    if (template[at] === "\\") text += template[++at] === "n" ? "\n" : template[at] ?? "";
    else if (template.startsWith("${", at)) {
      const end = endOfBracket(template, at + 2);
      parts.push({ text }, { expression: template.slice(at + 2, end) });
      text = "";
      at = end;
    } else text += template[at];
  }
  return [...parts, { text }];
}

function splitAt(source: string, start: number, separator: string): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (let at = start; at < source.length; at++) {
    const end = endOfWhole(source, at);
    if (end > at) {
      const whole = source.slice(at, end);
      if (!/^\/[/*]/.test(whole)) piece += whole;
      at = end - 1;
    } else if (/[)\]}]/.test(source[at] ?? "")) break;
    else if (source[at] === separator) {
      pieces.push(piece.trim());
      piece = "";
    } else piece += source[at];
  }
  return [...pieces, piece.trim()].filter((part, index, all) => part !== "" || index < all.length - 1);
}

/** Where a string, template, comment or bracket that begins here ends; the place itself where none begins. */
function endOfWhole(source: string, at: number): number {
  const sign = source[at] ?? "";
  if (sign === '"' || sign === "'") return endOfString(source, at);
  if (sign === "`") return endOfTemplate(source, at);
  if (source.startsWith("//", at)) return endOf(source, "\n", at);
  if (source.startsWith("/*", at)) return endOf(source, "*/", at) + 2;
  return /[([{]/.test(sign) ? endOfBracket(source, at + 1) + 1 : at;
}

function endOfString(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && source[end] !== source[at]) end += source[end] === "\\" ? 2 : 1;
  return end + 1;
}

function endOfTemplate(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && source[end] !== "`") {
    if (source[end] === "\\") end += 2;
    else end = source.startsWith("${", end) ? endOfBracket(source, end + 2) + 1 : end + 1;
  }
  return end + 1;
}

/** Where the bracket closes that was opened before `at`. */
function endOfBracket(source: string, at: number): number {
  let end = at;
  while (end < source.length && !/[)\]}]/.test(source[end] ?? "")) {
    end = Math.max(end + 1, endOfWhole(source, end));
  }
  return end;
}

function endOf(source: string, sign: string, at: number): number {
  const end = source.indexOf(sign, at);
  return end < 0 ? source.length : end;
}
