/** The waiting for tasks of one cluster: how much of it there is, and an end to all of it at once. */
export class TaskWaits {
  readonly #ending = new AbortController();
  #now = 0;
  #total = 0;

  /** How many tasks are being followed. */
  get now(): number {
    return this.#now;
  }

  /** How many were followed since the start, those of now among them. */
  get total(): number {
    return this.#total;
  }

  /** Fires when nobody shall wait any longer: whoever does says how the task stands, as if its time were up. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Counts a task that is being followed until the result is disposed of. */
  begin(): Disposable {
    this.#now++;
    this.#total++;
    return { [Symbol.dispose]: () => void this.#now-- };
  }

  /** Ends all waiting, for a process that ends itself. */
  end(): void {
    this.#ending.abort();
  }
}
