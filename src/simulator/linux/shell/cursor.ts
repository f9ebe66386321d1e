import { ShellSyntaxError } from "./syntax.ts";

/** A place in the text of a script. */
export class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether nothing is left. */
  get isOver(): boolean {
    return this.at >= this.text.length;
  }

  /** The character here, or an empty text at the end. */
  get char(): string {
    return this.text.charAt(this.at);
  }

  /** The line here, from 1. */
  get line(): number {
    let line = 1;
    for (let at = this.text.indexOf("\n"); at >= 0 && at < this.at; at = this.text.indexOf("\n", at + 1)) {
      line++;
    }
    return line;
  }

  /** Whether the text goes on so. */
  sees(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** Goes over a text when it stands here, and tells whether it did. */
  take(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at += text.length;
    return true;
  }

  /** Goes over one character and gives it back. */
  next(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return "";
    const char = String.fromCodePoint(code);
    this.at += char.length;
    return char;
  }

  /** Goes over what a sticky expression matches here; an empty text when it does not. */
  match(expression: RegExp): string {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  /** Goes over blanks, continued lines and a comment. */
  skipBlanks(): void {
    this.match(/(?:[ \t]|\\\n)+/y);
    this.match(/#[^\n]*/y);
  }

  /** An error here. */
  error(message: string, isUnfinished = false): ShellSyntaxError {
    return new ShellSyntaxError(`Syntax error: ${message}`, this.line, isUnfinished);
  }
}
