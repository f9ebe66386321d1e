/** Why a request is not let in: the server is full, this caller has its share, or the server is ending. */
export type AdmissionRefusal = "full" | "share" | "ending";

/** Requests that are served at this moment. */
export class Admission {
  readonly #capacity: number;
  /** Places that one named caller may have at once. */
  readonly share: number;
  readonly #callers = new Map<string, number>();
  #running = 0;
  #ending = false;
  #idle: (() => void) | undefined;

  /** @param capacity requests served at once, and @param share those of one caller. */
  constructor(capacity: number, share: number) {
    this.#capacity = capacity;
    this.share = share;
  }

  /** How many requests are being served. */
  get running(): number {
    return this.#running;
  }

  /** Whether nobody is let in any more. */
  get isEnding(): boolean {
    return this.#ending;
  }

  /**
   * Lets in one request, or the several of a batch; what comes back gives the places free again, once.
   *
   * @param caller undefined where all callers are one.
   */
  enter(caller: string | undefined, places = 1): (() => void) | AdmissionRefusal {
    if (this.#ending) return "ending";
    if (this.#running + places > this.#capacity) return "full";
    const held = caller === undefined ? 0 : this.#callers.get(caller) ?? 0;
    if (caller !== undefined && held + places > this.share) return "share";
    this.#running += places;
    if (caller !== undefined) this.#callers.set(caller, held + places);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave(caller, places);
    };
  }

  /** Lets nobody in any more and resolves when those inside have left. */
  async end(): Promise<void> {
    this.#ending = true;
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => this.#idle = resolve);
  }

  #leave(caller: string | undefined, places: number): void {
    this.#running -= places;
    if (caller !== undefined) {
      const held = (this.#callers.get(caller) ?? 0) - places;
      if (held > 0) this.#callers.set(caller, held);
      else this.#callers.delete(caller);
    }
    if (this.#running === 0) this.#idle?.();
  }
}
