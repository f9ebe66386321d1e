/** Marks each special character of a text so that a pattern takes it literally. */
export function escapePattern(text: string): string {
  return text.replace(/[*?[\]\\]/g, "\\$&");
}

/** Takes the marks of {@linkcode escapePattern} away. */
export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([^])/g, "$1");
}

/** Whether a pattern matches more than one text. */
export function hasWildcards(pattern: string): boolean {
  return /[*?]|\[.+\]/.test(pattern.replace(/\\[^]/g, ""));
}

/** How many patterns are kept compiled: scripts match the same few again and again. */
const MOST_KEPT = 500;
const compiled = new Map<string, RegExp>();

/** A regular expression that matches the whole of what a shell pattern matches. */
export function patternExpression(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const expression = compile(pattern);
  if (compiled.size >= MOST_KEPT) compiled.clear();
  compiled.set(pattern, expression);
  return expression;
}

function compile(pattern: string): RegExp {
  let source = "";
  for (const [piece] of pattern.matchAll(/\\[^]|\[!?\]?(?:\[:\w+:\]|[^\]])*\]|[^]/gu)) {
    if (piece === "*") source += "[^]*";
    else if (piece === "?") source += "[^]";
    else if (piece.length > 1 && piece.startsWith("[")) source += bracket(piece);
    else source += literal(piece.length > 1 && piece.startsWith("\\") ? piece.slice(1) : piece);
  }
  return new RegExp(`^${source}$`, "u");
}

/** Whether a text matches a pattern as a whole. */
export function matchesPattern(text: string, pattern: string): boolean {
  return patternExpression(pattern).test(text);
}

/** Members of the classes such as `[:digit:]`, as in a bracket of a regular expression. */
export const CHARACTER_CLASSES: Readonly<Record<string, string>> = {
  alnum: "A-Za-z0-9",
  alpha: "A-Za-z",
  blank: " \\t",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  xdigit: "0-9A-Fa-f",
};

function bracket(piece: string): string {
  const negated = /^\[[!^]/.test(piece);
  const members = piece.slice(negated ? 2 : 1, -1);
  const inside = members.replace(
    /\[:(\w+):\]|\\?([^])/gu,
    (_, name: string | undefined, char: string) =>
      name === undefined ? (char === "-" ? "-" : literal(char)) : CHARACTER_CLASSES[name] ?? "",
  );
  // A dash at either end stands for itself.
  return `[${negated ? "^" : ""}${inside.replace(/^-|-$/g, "\\-")}]`;
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** Takes the shortest or longest beginning or end that matches a pattern off a text. */
export function trimMatch(text: string, pattern: string, operator: "#" | "##" | "%" | "%%"): string {
  const expression = patternExpression(pattern);
  const isSuffix = operator.startsWith("%");
  const places = boundaries(text);
  // The longest beginning and the shortest end are found from the right.
  if (operator === "##" || operator === "%") places.reverse();
  for (const place of places) {
    const part = isSuffix ? text.slice(place) : text.slice(0, place);
    if (expression.test(part)) return isSuffix ? text.slice(0, place) : text.slice(place);
  }
  return text;
}

/** Where the characters of a text begin, and its end. */
function boundaries(text: string): number[] {
  const places = [0];
  for (const char of text) places.push((places.at(-1) ?? 0) + char.length);
  return places;
}
