import type { Parser } from "./parse.ts";
import type { Branch, CaseClause, CompoundCommand, Script, Word } from "./syntax.ts";

/** Reads the compound command that a reserved word or a parenthesis begins; undefined when none does. */
export function parseCompound(parser: Parser, reserved: string): CompoundCommand | undefined {
  if (parser.cursor.take("(")) {
    const body = parser.readBody();
    parser.expect(")");
    return { kind: "subshell", body };
  }
  const read = READERS[reserved];
  if (read === undefined) return undefined;
  parser.cursor.take(reserved);
  return read(parser);
}

const READERS: Readonly<Record<string, (parser: Parser) => CompoundCommand>> = {
  "{": (parser) => {
    const body = parser.readBody();
    parser.expect("}");
    return { kind: "group", body };
  },
  if: readIf,
  while: (parser) => readLoop(parser, false),
  until: (parser) => readLoop(parser, true),
  for: readFor,
  case: readCase,
};

function readIf(parser: Parser): CompoundCommand {
  const branches: Branch[] = [];
  do {
    const condition = parser.readBody();
    parser.expect("then");
    branches.push({ condition, body: parser.readBody() });
  } while (parser.takeReserved("elif"));
  const otherwise = parser.takeReserved("else") ? parser.readBody() : undefined;
  parser.expect("fi");
  return { kind: "if", branches, otherwise };
}

function readLoop(parser: Parser, until: boolean): CompoundCommand {
  const condition = parser.readBody();
  return { kind: "while", until, condition, body: readDo(parser) };
}

function readDo(parser: Parser): Script {
  parser.expect("do");
  const body = parser.readBody();
  parser.expect("done");
  return body;
}

function readFor(parser: Parser): CompoundCommand {
  parser.cursor.skipBlanks();
  const name = parser.cursor.match(/[A-Za-z_]\w*/y);
  if (name === "") throw parser.cursor.error("Bad for loop variable");
  parser.skipLines();
  if (!parser.takeReserved("in")) {
    parser.cursor.take(";");
    return { kind: "for", name, body: readDo(parser) };
  }
  const words: Word[] = [];
  for (let word = parser.readWord(); word !== undefined; word = parser.readWord()) words.push(word);
  parser.cursor.take(";");
  return { kind: "for", name, words, body: readDo(parser) };
}

function readCase(parser: Parser): CompoundCommand {
  const word = parser.readWord();
  if (word === undefined) throw parser.unexpected();
  parser.expect("in");
  const clauses: CaseClause[] = [];
  for (;;) {
    parser.skipLines();
    if (parser.takeReserved("esac")) break;
    clauses.push(readClause(parser));
    parser.skipLines();
    if (parser.cursor.take(";;")) continue;
    parser.expect("esac");
    break;
  }
  return { kind: "case", word, clauses };
}

function readClause(parser: Parser): CaseClause {
  parser.cursor.take("(");
  const patterns: Word[] = [];
  do {
    const pattern = parser.readWord();
    if (pattern === undefined) throw parser.unexpected();
    patterns.push(pattern);
    parser.cursor.skipBlanks();
  } while (parser.cursor.take("|"));
  parser.expect(")");
  return { patterns, body: parser.readList() };
}
