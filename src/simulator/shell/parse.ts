/** One word of a command: pieces of text, of which only unquoted ones are split and expanded. */
export interface Word {
  readonly parts: readonly WordPart[];
}

/** A piece of a word; single-quoted text is taken as it is. */
export interface WordPart {
  readonly text: string;
  readonly quote: "none" | "single" | "double";
}

/** Where output goes or input comes from. */
export interface Redirection {
  readonly stream: 0 | 1 | 2;
  /** A file, or the number of another stream. */
  readonly target: Word | 1 | 2;
  readonly append: boolean;
}

/** A program with its arguments. */
export interface Command {
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** Commands joined by pipes, and what decides whether they run: the outcome before them. */
export interface Pipeline {
  readonly commands: readonly Command[];
  readonly when: "always" | "success" | "failure";
}

type Token = { readonly operator: string } | { readonly word: Word };

/** Reads a script of the small shell: lists, pipes, redirections, quotes and variables. */
export function parseScript(script: string): Pipeline[] {
  const tokens = tokenize(script);
  const pipelines: Pipeline[] = [];
  let when: Pipeline["when"] = "always";
  let commands: Command[] = [];
  let current: Token[] = [];
  const endCommand = () => {
    if (current.length > 0) commands.push(readCommand(current));
    current = [];
  };
  const endPipeline = () => {
    endCommand();
    if (commands.length > 0) pipelines.push({ commands, when });
    commands = [];
  };
  for (const token of tokens) {
    const operator = "operator" in token ? token.operator : "";
    if (operator === "|") endCommand();
    else if ([";", "\n", "&", "&&", "||"].includes(operator)) {
      endPipeline();
      when = operator === "&&" ? "success" : operator === "||" ? "failure" : "always";
    } else current.push(token);
  }
  endPipeline();
  return pipelines;
}

function readCommand(tokens: readonly Token[]): Command {
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    if ("word" in token) words.push(token.word);
    else {
      const next = tokens[at + 1];
      redirections.push(
        ...readRedirection(token.operator, next !== undefined && "word" in next ? next.word : undefined),
      );
      if (!/&\d$/.test(token.operator)) at += 1;
    }
  }
  return { words, redirections };
}

function readRedirection(operator: string, target: Word | undefined): Redirection[] {
  const match = /^([012]?)(>>|>|<)(&([12]))?$/.exec(operator);
  if (match === null) return [];
  const [, number = "", arrow = ">", , copied] = match;
  const stream = number === "2" ? 2 : arrow === "<" ? 0 : 1;
  if (copied !== undefined) return [{ stream, target: copied === "1" ? 1 : 2, append: false }];
  return target === undefined ? [] : [{ stream, target, append: arrow === ">>" }];
}

const OPERATOR = /^(&&|\|\||[012]?>&[12]|[012]?>>|[012]?>|<|[|;&\n])/;

function tokenize(script: string): Token[] {
  const tokens: Token[] = [];
  let rest = script;
  while (rest !== "") {
    const blank = /^[ \t]+|^#[^\n]*/.exec(rest);
    if (blank !== null) {
      rest = rest.slice(blank[0].length);
      continue;
    }
    const operator = OPERATOR.exec(rest);
    if (operator !== null) {
      tokens.push({ operator: operator[0] });
      rest = rest.slice(operator[0].length);
      continue;
    }
    const [word, after] = readWord(rest);
    tokens.push({ word });
    rest = after;
  }
  return tokens;
}

function readWord(text: string): readonly [Word, string] {
  const parts: WordPart[] = [];
  let rest = text;
  while (rest !== "" && !/^[ \t\n;|&<>]/.test(rest)) {
    const single = /^'([^']*)'?/.exec(rest);
    const double = /^"((?:\\.|[^"\\])*)"?/s.exec(rest);
    const escaped = /^\\(.)/s.exec(rest);
    const plain = /^[^ \t\n;|&<>'"\\]+/.exec(rest);
    const [matched, part] = single !== null
      ? [single[0], { text: single[1] ?? "", quote: "single" } as const]
      : double !== null
      ? [double[0], { text: (double[1] ?? "").replace(/\\(["\\$`])/g, "$1"), quote: "double" } as const]
      : escaped !== null
      ? [escaped[0], { text: escaped[1] ?? "", quote: "single" } as const]
      : [plain?.[0] ?? rest.charAt(0), { text: plain?.[0] ?? rest.charAt(0), quote: "none" } as const];
    parts.push(part);
    rest = rest.slice(matched.length);
  }
  return [{ parts }, rest];
}
