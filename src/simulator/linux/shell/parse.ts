import { parseCompound } from "./parse_compound.ts";
import { Cursor } from "./cursor.ts";
import { RedirectionReader } from "./parse_redirection.ts";
import { WordReader } from "./parse_word.ts";
import type { Command, ListItem, Pipeline, Redirection, Script, SimpleCommand, Word } from "./syntax.ts";

/** Words that end a list where a command could begin. */
const CLOSING = new Set(["then", "else", "elif", "fi", "do", "done", "esac", "}"]);

/**
 * Reads a script of the POSIX shell.
 *
 * @throws {ShellSyntaxError}
 */
export function parseScript(text: string): Script {
  const parser = new Parser(new Cursor(text));
  const script = parser.readList();
  if (!parser.cursor.isOver) throw parser.unexpected();
  return script;
}

/** Reads commands one after another, each as the grammar says. */
export class Parser {
  readonly cursor: Cursor;
  readonly #words: WordReader;
  readonly #redirections: RedirectionReader;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
    this.#words = new WordReader(cursor, { readUntilParenthesis, readText: parseScript });
    this.#redirections = new RedirectionReader(this.cursor, this.#words);
  }

  /** Reads commands until something stands there that cannot begin one. */
  readList(): Script {
    const items: ListItem[] = [];
    for (this.skipLines(); !this.#isAtEnd(); this.skipLines()) {
      const first = this.#readPipeline();
      const rest: { operator: "&&" | "||"; pipeline: Pipeline }[] = [];
      for (let operator = this.#joint(); operator !== undefined; operator = this.#joint()) {
        this.skipLines();
        rest.push({ operator, pipeline: this.#readPipeline() });
      }
      const background = this.cursor.sees("&") && !this.cursor.sees("&&") && this.cursor.take("&");
      items.push({ first, rest, background });
      const isSeparated = background || (!this.cursor.sees(";;") && this.cursor.take(";")) ||
        this.#takeLine();
      if (!isSeparated) break;
    }
    return { items };
  }

  /** Reads a list that must not be empty. */
  readBody(): Script {
    const script = this.readList();
    if (script.items.length === 0) throw this.unexpected();
    return script;
  }

  /** Reads one word; undefined when none stands here. */
  readWord(): Word | undefined {
    this.cursor.skipBlanks();
    return this.#words.readWord();
  }

  /** Goes over a reserved word or operator. */
  expect(text: string): void {
    this.skipLines();
    if (!this.takeReserved(text)) throw this.unexpected(text);
  }

  /** Goes over a reserved word or operator when it stands here. */
  takeReserved(text: string): boolean {
    this.cursor.skipBlanks();
    if (/\w|[{}!]/.test(text) && this.#peekReserved() !== text) return false;
    return this.cursor.take(text);
  }

  /** Goes over blanks, comments and line ends. */
  skipLines(): void {
    do this.cursor.skipBlanks(); while (this.#takeLine());
  }

  /** The error for what stands here. */
  unexpected(expected?: string): Error {
    const { cursor } = this;
    cursor.skipBlanks();
    const isOver = cursor.isOver;
    const seen = cursor.match(/\n|&&|\|\||;;|[;&|()<>]|[^\s;&|()<>]+/y);
    const found = isOver ? "end of file" : seen === "\n" ? "newline" : `"${seen}"`;
    const hint = expected === undefined ? "" : ` (expecting "${expected}")`;
    return cursor.error(`${found} unexpected${hint}`, isOver);
  }

  /** Reads the redirections behind a compound command. */
  readRedirections(): Redirection[] {
    const found: Redirection[] = [];
    for (let one = this.#redirections.read(); one !== undefined; one = this.#redirections.read()) {
      found.push(one);
    }
    return found;
  }

  /** Reads one command. */
  readCommand(): Command {
    this.cursor.skipBlanks();
    const compound = parseCompound(this, this.#peekReserved());
    if (compound !== undefined) {
      const redirections = compound.kind === "function" ? [] : this.readRedirections();
      return { ...compound, redirections };
    }
    return this.#readSimple();
  }

  #readSimple(): Command {
    const { line } = this.cursor;
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      const redirection = this.#redirections.read();
      if (redirection !== undefined) {
        redirections.push(redirection);
        continue;
      }
      const word = this.readWord();
      if (word === undefined) break;
      const assignment = words.length === 0 ? asAssignment(word) : undefined;
      if (assignment === undefined) words.push(word);
      else assignments.push(assignment);
      this.cursor.skipBlanks();
      const name = words.length === 1 && assignments.length === 0 ? plainText(word) : undefined;
      if (name !== undefined && this.cursor.sees("(")) return this.#readFunction(name);
    }
    if (assignments.length + words.length + redirections.length === 0) throw this.unexpected();
    const command: SimpleCommand = { kind: "simple", line, assignments, words };
    return { ...command, redirections };
  }

  #readFunction(name: string): Command {
    this.cursor.take("(");
    this.expect(")");
    this.skipLines();
    return { kind: "function", name, body: this.readCommand(), redirections: [] };
  }

  #readPipeline(): Pipeline {
    const negated = this.takeReserved("!");
    const commands = [this.readCommand()];
    for (
      this.cursor.skipBlanks();
      this.cursor.sees("|") && !this.cursor.sees("||");
      this.cursor.skipBlanks()
    ) {
      this.cursor.take("|");
      this.skipLines();
      commands.push(this.readCommand());
    }
    return { negated, commands };
  }

  #joint(): "&&" | "||" | undefined {
    this.cursor.skipBlanks();
    return this.cursor.take("&&") ? "&&" : this.cursor.take("||") ? "||" : undefined;
  }

  #takeLine(): boolean {
    this.cursor.skipBlanks();
    if (!this.cursor.take("\n")) return false;
    this.#redirections.readDocuments();
    return true;
  }

  #isAtEnd(): boolean {
    const { cursor } = this;
    return cursor.isOver || cursor.sees(")") || cursor.sees(";;") || CLOSING.has(this.#peekReserved());
  }

  /** The word here as far as it can be a reserved one. */
  #peekReserved(): string {
    const { cursor } = this;
    const start = cursor.at;
    const word = cursor.match(/(?:[A-Za-z]\w*|[{}!])(?=$|[\s;&|<>()])/y);
    cursor.at = start;
    return word;
  }
}

function readUntilParenthesis(cursor: Cursor): Script {
  const parser = new Parser(cursor);
  const script = parser.readList();
  parser.expect(")");
  return script;
}

function asAssignment(word: Word): { name: string; value: Word } | undefined {
  const [first, ...rest] = word.parts;
  if (first?.kind !== "text" || first.quoted) return undefined;
  const match = /^([A-Za-z_]\w*)=([^]*)$/.exec(first.text);
  if (match === null) return undefined;
  const [, name = "", text = ""] = match;
  const parts = text === "" ? rest : [{ ...first, text }, ...rest];
  return { name, value: { parts } };
}

/** The text of a word that needs no expansion. */
function plainText(word: Word): string | undefined {
  const [part, ...more] = word.parts;
  return more.length === 0 && part?.kind === "text" && !part.quoted ? part.text : undefined;
}
