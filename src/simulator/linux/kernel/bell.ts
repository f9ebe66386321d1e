/** Wakes whoever waits for something to change. */
export class Bell {
  #next = Promise.withResolvers<void>();

  /** Settles when the bell is rung next. */
  get rung(): Promise<void> {
    return this.#next.promise;
  }

  /** Wakes all who wait. */
  ring(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers<void>();
    resolve();
  }
}
