import type { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

/** The requests of a client that have no answer yet, and whether it has ever waited for one. */
export class Unanswered {
  readonly #waiting = new Set<string | number>();
  readonly #answered = Promise.withResolvers<void>();
  #hasAnswered = false;
  #isDialogue = false;

  /** Watches a transport that is being served already. */
  constructor(transport: StdioServerTransport) {
    const receive = transport.onmessage;
    transport.onmessage = (message) => {
      this.#isDialogue ||= this.#hasAnswered;
      if ("method" in message && "id" in message) this.#waiting.add(message.id);
      receive?.(message);
    };
    const send = transport.send.bind(transport);
    transport.send = async (message) => {
      await send(message);
      if ("method" in message || message.id === undefined) return;
      this.#hasAnswered = true;
      this.#waiting.delete(message.id);
      if (this.#waiting.size === 0) this.#answered.resolve();
    };
  }

  /** Whether all that the client has sent, it has sent before it got an answer, as a script does, and some answers are due. */
  get isOneGo(): boolean {
    return !this.#isDialogue && this.#waiting.size > 0;
  }

  /** Resolves when every request has its answer. */
  get none(): Promise<void> {
    return this.#answered.promise;
  }
}
