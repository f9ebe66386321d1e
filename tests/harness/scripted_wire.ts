import type { Answer, CarryOptions, Wire, WireRequest } from "../../src/wire/wire.ts";

/** A wire whose answers a test gives, for what happens between requests and cannot be timed on a real one. */
export class ScriptedWire implements Wire {
  readonly name = "api";
  /** Every request so far, oldest first. */
  readonly requests: WireRequest[] = [];
  readonly #answer: (request: WireRequest, nth: number, options?: CarryOptions) => unknown;

  /** @param answer gives the data of the nth request (0 is the first), or throws what the wire would. */
  constructor(answer: (request: WireRequest, nth: number, options?: CarryOptions) => unknown) {
    this.#answer = answer;
  }

  async request(request: WireRequest, options?: CarryOptions): Promise<Answer> {
    const nth = this.requests.push(request) - 1;
    return { data: await this.#answer(request, nth, options), wire: "api" };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
