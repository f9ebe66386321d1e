import { ExplainedError } from "../text/explained.ts";

/** The settings cannot be used; everything that is wrong with them is told at once. */
export class ConfigurationError extends ExplainedError {
  override readonly name = "ConfigurationError";
  /** One sentence or two for each mistake: what is wrong, and what to write instead. */
  readonly mistakes: readonly string[];
  /** What was noticed besides; often the reason for a mistake. */
  readonly warnings: readonly string[];

  constructor(mistakes: readonly string[], warnings: readonly string[] = []) {
    const heading = mistakes.length === 1
      ? "The configuration has a mistake:"
      : `The configuration has ${mistakes.length} mistakes:`;
    super([heading, ...mistakes.map((mistake) => `- ${mistake}`)].join("\n"), {
      remedy: warnings.map((warning) => `Note: ${warning}`).join("\n"),
    });
    this.mistakes = mistakes;
    this.warnings = warnings;
  }
}

/** Gathers what is wrong or doubtful while settings are read, so that all of it is told at once. */
export class Findings {
  readonly #mistakes = new Set<string>();
  readonly #warnings = new Set<string>();

  /** Notes something that makes the settings unusable. */
  mistake(sentence: string): void {
    this.#mistakes.add(sentence);
  }

  /** Notes something the user should know although the settings can be used. */
  warn(sentence: string): void {
    this.#warnings.add(sentence);
  }

  /** What was warned of so far, each once. */
  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /** Throws a `ConfigurationError` with every mistake noted so far; returns when there is none. */
  throwMistakes(): void {
    if (this.#mistakes.size > 0) throw new ConfigurationError([...this.#mistakes], this.warnings);
  }
}
