import type { Cursor } from "./cursor.ts";
import type { WordReader } from "./parse_word.ts";
import type { Redirection, RedirectionOperator, Word } from "./syntax.ts";

interface Document {
  readonly redirection: Redirection;
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
}

const OPERATORS: readonly string[] = ["<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">", "&>"];

/** Reads redirections, and here-documents where their lines begin. */
export class RedirectionReader {
  readonly #cursor: Cursor;
  readonly #words: WordReader;
  #waiting: Document[] = [];

  constructor(cursor: Cursor, words: WordReader) {
    this.#cursor = cursor;
    this.#words = words;
  }

  /** Reads a redirection; undefined when none stands here. */
  read(): Redirection | undefined {
    const cursor = this.#cursor;
    cursor.skipBlanks();
    const number = cursor.match(/\d+(?=[<>])/y);
    const sign = OPERATORS.find((one) => cursor.take(one));
    if (sign === undefined) return undefined;
    cursor.skipBlanks();
    const target = this.#words.readWord();
    if (target === undefined) {
      throw cursor.error(cursor.isOver ? "end of file unexpected" : "redirection unexpected");
    }
    const operator = (sign === "<<-" ? "<<" : sign) as RedirectionOperator;
    const fd = number === "" ? (sign.startsWith("<") ? 0 : 1) : Number(number);
    const redirection: Redirection = { fd, operator, target };
    if (operator === "<<") {
      const isQuoted = target.parts.some((part) => part.kind === "text" && part.quoted);
      this.#waiting.push({ redirection, delimiter: textOf(target), isQuoted, stripsTabs: sign === "<<-" });
    }
    return redirection;
  }

  /** Reads the here-documents that were announced on the line that just ended. */
  readDocuments(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const document of waiting) {
      const text = this.#readLines(document);
      document.redirection.target = document.isQuoted
        ? { parts: [{ kind: "text", text, quoted: true }] }
        : this.#words.readDocument(text);
    }
  }

  #readLines({ delimiter, stripsTabs }: Document): string {
    let text = "";
    while (!this.#cursor.isOver) {
      const line = this.#cursor.match(/[^\n]*/y);
      this.#cursor.take("\n");
      const plain = stripsTabs ? line.replace(/^\t+/, "") : line;
      if (plain === delimiter) break;
      text += `${plain}\n`;
    }
    return text;
  }
}

function textOf(word: Word): string {
  return word.parts.map((part) => part.kind === "text" ? part.text : "").join("");
}
