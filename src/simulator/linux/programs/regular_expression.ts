import { CHARACTER_CLASSES } from "../shell/pattern.ts";

/** How a pattern of `grep` or `sed` is to be read. */
export interface ExpressionOptions {
  readonly kind: "basic" | "extended" | "fixed";
  readonly ignoreCase?: boolean;
  /** Matches whole words only. */
  readonly words?: boolean;
  /** Matches whole lines only. */
  readonly lines?: boolean;
}

/** Makes a regular expression of a POSIX one. */
export function regularExpression(pattern: string, options: ExpressionOptions): RegExp {
  const source = options.kind === "fixed"
    ? pattern.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
    : options.kind === "extended"
    ? withClasses(pattern)
    : withClasses(extended(pattern));
  const bounded = options.words === true ? `\\b(?:${source})\\b` : source;
  const whole = options.lines === true ? `^(?:${bounded})$` : bounded;
  return new RegExp(whole, options.ignoreCase === true ? "gi" : "g");
}

/** In basic expressions, the special characters of extended ones are literal, and special with a backslash. */
function extended(pattern: string): string {
  return pattern.replace(/\\([+?(){}|])|[+?(){}|]|\[[^\]]+\]|\\./g, (piece, special: string | undefined) => {
    if (special !== undefined) return special;
    return piece.length === 1 ? `\\${piece}` : piece;
  });
}

function withClasses(pattern: string): string {
  return pattern.replace(/\[:(\w+):\]/g, (_, name: string) => CHARACTER_CLASSES[name] ?? "").replace(
    /\\[<>]/g,
    "\\b",
  );
}
