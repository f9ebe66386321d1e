/** A whole script or the body of a compound command. */
export interface Script {
  readonly items: readonly ListItem[];
}

/** Pipelines joined by `&&` and `||`, ended by `;`, a line end or `&`. */
export interface ListItem {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: "&&" | "||"; readonly pipeline: Pipeline }[];
  readonly background: boolean;
}

/** Commands joined by `|`. */
export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

/** A command with its redirections. */
export type Command = (SimpleCommand | CompoundCommand) & {
  readonly redirections: readonly Redirection[];
};

/** Assignments, a program or builtin, its arguments. */
export interface SimpleCommand {
  readonly kind: "simple";
  /** Line in the script, from 1. */
  readonly line: number;
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
}

/** A condition and what runs when it holds. */
export interface Branch {
  readonly condition: Script;
  readonly body: Script;
}

/** A clause of `case`. */
export interface CaseClause {
  readonly patterns: readonly Word[];
  readonly body: Script;
}

/** A command made of commands, or the definition of a function. */
export type CompoundCommand =
  | { readonly kind: "group"; readonly body: Script }
  | { readonly kind: "subshell"; readonly body: Script }
  | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise?: Script | undefined }
  | { readonly kind: "while"; readonly until: boolean; readonly condition: Script; readonly body: Script }
  | {
    readonly kind: "for";
    readonly name: string;
    /** Absent means the positional parameters. */
    readonly words?: readonly Word[] | undefined;
    readonly body: Script;
  }
  | { readonly kind: "case"; readonly word: Word; readonly clauses: readonly CaseClause[] }
  | { readonly kind: "function"; readonly name: string; readonly body: Command };

/** What a redirection does. `<<` and `<<<` give a text as input, `&>` takes both outputs. */
export type RedirectionOperator = "<" | ">" | ">>" | ">|" | "<>" | "<&" | ">&" | "<<" | "<<<" | "&>";

/** A redirection; a here-document gets its text when the parser reaches it. */
export interface Redirection {
  readonly fd: number;
  readonly operator: RedirectionOperator;
  target: Word;
}

/** A word before expansion. */
export interface Word {
  readonly parts: readonly Part[];
}

/** The operators of `${name...}`. */
export type ParameterOperator = "-" | "=" | "?" | "+" | "%" | "%%" | "#" | "##" | "length";

/** A parameter that is expanded. */
export interface ParameterPart {
  readonly kind: "parameter";
  readonly name: string;
  readonly operator?: ParameterOperator | undefined;
  /** Whether the operator has a colon: an empty value counts as none. */
  readonly colon?: boolean | undefined;
  readonly word?: Word | undefined;
  readonly quoted: boolean;
}

/** A piece of a word. */
export type Part =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | ParameterPart
  | { readonly kind: "command"; readonly script: Script; readonly quoted: boolean }
  | { readonly kind: "arithmetic"; readonly expression: Word; readonly quoted: boolean };

/** A script that cannot be read; the message is dash's. */
export class ShellSyntaxError extends Error {
  override readonly name = "ShellSyntaxError";
  readonly line: number;
  /** Whether more text could mend it. */
  readonly isUnfinished: boolean;

  constructor(message: string, line: number, isUnfinished = false) {
    super(message);
    this.line = line;
    this.isUnfinished = isUnfinished;
  }
}
