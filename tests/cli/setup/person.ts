import type { TestCluster } from "../../harness/cluster.ts";
import { Terminal } from "../../harness/terminal.ts";
import { type Newcomer, steady } from "./newcomer.ts";

/** A person at the terminal who answers setup's questions, and how many keys that took beside host, password and codes. */
export class Person implements AsyncDisposable {
  readonly terminal: Terminal;
  /** Keys pressed for decisions; a typed answer with its Enter is none. */
  decisions = 0;
  readonly #newcomer: Newcomer;
  readonly #cluster: TestCluster;

  private constructor(terminal: Terminal, newcomer: Newcomer, cluster: TestCluster) {
    this.terminal = terminal;
    this.#newcomer = newcomer;
    this.#cluster = cluster;
  }

  /** Sits down and starts setup. */
  static async start(
    newcomer: Newcomer,
    cluster: TestCluster,
    args: readonly string[] = [],
  ): Promise<Person> {
    const { environment, home: directory } = newcomer;
    return new Person(
      await Terminal.start(["setup", ...args], { environment, directory }),
      newcomer,
      cluster,
    );
  }

  /** Waits for a question, the last one on the screen, and presses the keys that decide it. */
  async decide(question: RegExp, ...keys: readonly string[]): Promise<void> {
    await this.asked(question);
    for (const key of keys) await this.terminal.press(key);
    this.decisions += keys.length;
  }

  /** Waits for a question and types the answer. */
  async answer(question: RegExp, text: string): Promise<void> {
    await this.asked(question);
    await this.terminal.type(text);
    await this.terminal.press("Enter");
  }

  /** Waits until setup asks this; a question that waits for its answer has a filled mark. */
  async asked(question: RegExp): Promise<string> {
    return await this.terminal.shows(
      new RegExp(`^[◆▲]  ${question.source}(?![^]*^◇  ${question.source}[^]*^[◆▲])`, "m"),
    );
  }

  /** The screen without what differs from run to run. */
  async steadyScreen(): Promise<string> {
    return steady(await this.terminal.screen(), this.#newcomer, this.#cluster);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminal[Symbol.asyncDispose]();
  }
}
