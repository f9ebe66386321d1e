/** A question, and the option that answers it. */
export interface Question {
  readonly option: string;
  readonly message: string;
}

/** One of several answers. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly title: string;
  readonly hint?: string;
}

/** How setup speaks with whoever runs it: a person at a terminal, or a script, for whom each question is an option. */
export interface Dialogue {
  /** Whether a wrong answer can be given again. */
  readonly isWithPerson: boolean;
  /** @param fault says what is wrong with an answer, undefined when nothing is. */
  text(
    question: Question & {
      readonly initial?: string | undefined;
      readonly placeholder?: string;
      readonly fault?: (answer: string) => string | undefined;
    },
  ): Promise<string>;
  secret(question: Question): Promise<string>;
  agree(question: Question & { readonly initial: boolean }): Promise<boolean>;
  choose<Value extends string>(
    question: Question & { readonly choices: readonly Choice<Value>[]; readonly initial: Value },
  ): Promise<Value>;
  /** Any number of them; all are proposed. */
  chooseSome<Value extends string>(
    question: Question & { readonly choices: readonly Choice<Value>[] },
  ): Promise<readonly Value[]>;
  /** A remark: how something went. */
  tell(text: string): Promise<void>;
  /** A remark that must not be overlooked. */
  warn(text: string): Promise<void>;
  /** Lines to look at or to copy, under a heading. */
  show(heading: string, lines: readonly string[]): Promise<void>;
  /** Says what is going on while it takes time. */
  during<Result>(what: string, work: () => Promise<Result>): Promise<Result>;
  /** The last word. */
  end(text: string): Promise<void>;
}

/** The person gave up: Ctrl-C, or No to what cannot be done without. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";

  constructor(message = "Cancelled.") {
    super(message);
  }
}
