interface Waiter {
  readonly grant: () => void;
}

/** A limited number of places, given to whoever waits longest. */
export class Slots {
  #limit: number;
  #taken = 0;
  readonly #waiters: Waiter[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many places are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Lowers the limit for good, to at least one: the other side takes fewer than was configured. */
  lower(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }

  /**
   * Waits for a place and takes it; the function given back frees it, once.
   *
   * @throws the signal's reason when it is aborted first.
   */
  async take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#taken < this.#limit && this.#waiters.length === 0) this.#taken++;
    else await this.#turn(signal);
    let free = false;
    return () => {
      if (free) return;
      free = true;
      this.#taken--;
      this.#grant();
    };
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        const at = this.#waiters.indexOf(waiter);
        if (at >= 0) this.#waiters.splice(at, 1);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        grant: () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      this.#waiters.push(waiter);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** Counts the place as taken at once, so that nobody slips in before the one who waited goes on. */
  #grant(): void {
    if (this.#taken >= this.#limit) return;
    const waiter = this.#waiters.shift();
    if (waiter === undefined) return;
    this.#taken++;
    waiter.grant();
  }
}
