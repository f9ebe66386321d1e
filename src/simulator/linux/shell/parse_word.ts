import { Cursor } from "./cursor.ts";
import type { ParameterOperator, ParameterPart, Part, Script, Word } from "./syntax.ts";

/** How characters are read: as a word, between double quotes, in a here-document, or up to the brace of `${`. */
type Context = "word" | "double" | "document" | "braces" | "quoted braces";

/** Reads the scripts in command substitutions. */
export interface ScriptReader {
  /** Reads commands up to a closing parenthesis, which it goes over. */
  readUntilParenthesis(cursor: Cursor): Script;
  /** Reads a script of its own. */
  readText(text: string): Script;
}

/** Reads words: quotes, escapes, parameters, substitutions. */
export class WordReader {
  readonly #cursor: Cursor;
  readonly #scripts: ScriptReader;

  constructor(cursor: Cursor, scripts: ScriptReader) {
    this.#cursor = cursor;
    this.#scripts = scripts;
  }

  /** Reads a word up to a blank or operator; undefined when none begins here. */
  readWord(): Word | undefined {
    const parts = this.#read("word", (char) => /[\s;&|<>()]/.test(char));
    return parts.length === 0 ? undefined : { parts };
  }

  /** Reads a text as a here-document's. */
  readDocument(text: string): Word {
    return { parts: new WordReader(new Cursor(text), this.#scripts).#read("document", () => false) };
  }

  #read(context: Context, isEnd: (char: string) => boolean): Part[] {
    const parts: Part[] = [];
    const quoted = context !== "word" && context !== "braces";
    let text = "";
    const flush = (): void => {
      if (text !== "") parts.push({ kind: "text", text, quoted });
      text = "";
    };
    const push = (part: Part): void => {
      flush();
      parts.push(part);
    };
    const cursor = this.#cursor;
    while (!cursor.isOver && !isEnd(cursor.char)) {
      const { char } = cursor;
      if (char === "\\") this.#escape(context, push, (plain) => text += plain);
      else if (char === "'" && !quoted) push(this.#single());
      else if (char === '"' && context !== "double" && context !== "document") {
        flush();
        parts.push(...this.#double());
      } else if (char === "`") push(this.#backquoted(quoted));
      else if (char === "$") {
        const part = this.#dollar(quoted);
        if (part === undefined) text += "$";
        else push(part);
      } else text += cursor.next();
    }
    flush();
    return parts;
  }

  #escape(context: Context, push: (part: Part) => void, add: (text: string) => void): void {
    const cursor = this.#cursor;
    cursor.next();
    if (cursor.take("\n")) return;
    const special = context === "document" ? "$`\\" : '$`"\\}';
    const isQuoting = context === "word" || context === "braces" || special.includes(cursor.char);
    if (cursor.isOver) add("\\");
    else if (isQuoting && !(cursor.char === "}" && context === "double")) {
      push({ kind: "text", text: cursor.next(), quoted: true });
    } else add(`\\${cursor.next()}`);
  }

  #single(): Part {
    const cursor = this.#cursor;
    cursor.next();
    const end = cursor.text.indexOf("'", cursor.at);
    if (end < 0) throw cursor.error("Unterminated quoted string", true);
    const text = cursor.text.slice(cursor.at, end);
    cursor.at = end + 1;
    return { kind: "text", text, quoted: true };
  }

  #double(): Part[] {
    const cursor = this.#cursor;
    cursor.next();
    const parts = this.#read("double", (char) => char === '"');
    if (!cursor.take('"')) throw cursor.error("Unterminated quoted string", true);
    return parts.length > 0 ? parts : [{ kind: "text", text: "", quoted: true }];
  }

  #backquoted(quoted: boolean): Part {
    const cursor = this.#cursor;
    cursor.next();
    const body = cursor.match(/(?:[^`\\]|\\[^])*/y);
    if (!cursor.take("`")) throw cursor.error("EOF in backquote substitution", true);
    const script = this.#scripts.readText(body.replace(quoted ? /\\([$`"\\])/g : /\\([$`\\])/g, "$1"));
    return { kind: "command", script, quoted };
  }

  /** What begins with a dollar sign; undefined when that stands for itself. */
  #dollar(quoted: boolean): Part | undefined {
    const cursor = this.#cursor;
    cursor.next();
    if (cursor.take("((")) return this.#arithmetic(quoted);
    if (cursor.take("(")) {
      return { kind: "command", script: this.#scripts.readUntilParenthesis(cursor), quoted };
    }
    if (cursor.take("{")) return this.#braced(quoted);
    const name = cursor.match(/[A-Za-z_]\w*|[0-9@*#?$!-]/y);
    return name === "" ? undefined : { kind: "parameter", name, quoted };
  }

  #arithmetic(quoted: boolean): Part {
    const cursor = this.#cursor;
    let depth = 0;
    const parts = this.#read("double", (char) => {
      if (char === ")" && depth === 0) return true;
      depth += char === "(" ? 1 : char === ")" ? -1 : 0;
      return false;
    });
    if (!cursor.take("))")) throw cursor.error("Missing '))'", true);
    return { kind: "arithmetic", expression: { parts }, quoted };
  }

  #braced(quoted: boolean): ParameterPart {
    const cursor = this.#cursor;
    if (cursor.sees("#") && !cursor.sees("#}")) {
      cursor.next();
      const name = this.#name();
      this.#closeBrace();
      return { kind: "parameter", name, operator: "length", quoted };
    }
    const name = this.#name();
    const colon = /:[-=?+]/y.test(cursor.text.slice(cursor.at, cursor.at + 2)) && cursor.take(":");
    const operator = asOperator(cursor.match(/%%|##|[-=?+%#]/y));
    const isPattern = operator !== undefined && /^[%#]/.test(operator);
    const word = operator === undefined
      ? undefined
      : { parts: this.#read(quoted && !isPattern ? "quoted braces" : "braces", (char) => char === "}") };
    this.#closeBrace();
    return { kind: "parameter", name, operator, colon, word, quoted };
  }

  #name(): string {
    const name = this.#cursor.match(/[A-Za-z_]\w*|[0-9]+|[@*#?$!-]/y);
    if (name === "") throw this.#cursor.error("Bad substitution");
    return name;
  }

  #closeBrace(): void {
    if (this.#cursor.take("}")) return;
    throw this.#cursor.isOver
      ? this.#cursor.error("Missing '}'", true)
      : this.#cursor.error("Bad substitution");
  }
}

function asOperator(text: string): ParameterOperator | undefined {
  return operators.find((operator) => operator === text);
}

const operators: readonly ParameterOperator[] = ["-", "=", "?", "+", "%", "%%", "#", "##"];
