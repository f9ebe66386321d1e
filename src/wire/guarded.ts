import type { RequestGuard } from "../policy/guard.ts";
import type { Answer, ByteStream, CarryOptions, Wire, WireName, WireRequest } from "./wire.ts";

/** What is asked around each request of a {@linkcode GuardedWire}. */
export interface WireChecks {
  /** Class and confirmation; asked first. */
  readonly guard?: RequestGuard;
  /** Checks that need a look-up, such as the target's tags; asked in order, after the guard. */
  readonly before?: readonly ((request: WireRequest) => void | Promise<void>)[];
  /** Takes out of an answer what the caller may not see. */
  readonly after?: (request: WireRequest, answer: Answer) => Answer | Promise<Answer>;
}

/**
 * A wire that asks before each request leaves and looks at each answer before anyone sees it.
 *
 * A request that a check refuses rejects with the check's error and never reaches the wire below.
 */
export class GuardedWire implements Wire {
  readonly #wire: Wire;
  readonly #checks: WireChecks;

  constructor(wire: Wire, checks: WireChecks) {
    this.#wire = wire;
    this.#checks = checks;
  }

  get name(): WireName {
    return this.#wire.name;
  }

  /** Missing where the wire below has none; what a stream carries is not looked at. */
  get openStream(): ((request: WireRequest, options?: CarryOptions) => Promise<ByteStream>) | undefined {
    const wire = this.#wire;
    if (wire.openStream === undefined) return undefined;
    const open = wire.openStream.bind(wire);
    return async (request, options) => await open(await this.#checked(request), options);
  }

  async request(request: WireRequest, options?: CarryOptions): Promise<Answer> {
    const checked = await this.#checked(request);
    const answer = await this.#wire.request(checked, options);
    return this.#checks.after === undefined ? answer : await this.#checks.after(checked, answer);
  }

  /** Closes the wire below, which other guarded wires may share: only its owner calls this. */
  close(): Promise<void> {
    return this.#wire.close();
  }

  async #checked(request: WireRequest): Promise<WireRequest> {
    // A copy, so that nobody can change the request between the check and the sending.
    const checked: WireRequest = Object.freeze({
      ...request,
      ...(request.parameters === undefined ? {} : { parameters: Object.freeze({ ...request.parameters }) }),
    });
    this.#checks.guard?.check(checked);
    for (const check of this.#checks.before ?? []) await check(checked);
    return checked;
  }
}
