import { type Clock, systemClock } from "./clock.ts";

interface Waiter {
  readonly go: () => void;
}

/**
 * Lets so many requests a minute pass: a bucket that holds one minute's worth and fills evenly.
 *
 * Who has to wait passes in the order of arrival, so that no request starves.
 */
export class Pacer {
  readonly #perMinute: number;
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();
  #tokens: number;
  #filledAt: number;
  #callOff: (() => void) | undefined;

  /** @param perMinute Requests a minute and at once; 0 lets everything pass. */
  constructor(perMinute: number, clock: Clock = systemClock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
    this.#tokens = perMinute;
    this.#filledAt = clock.now();
  }

  /** Resolves when the request may leave; rejects with the signal's reason when it fires first. */
  pass(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#perMinute === 0) return Promise.resolve();
    this.#fill();
    if (this.#waiters.size === 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiters.delete(waiter);
        this.#wake();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        go: () => {
          signal.removeEventListener("abort", abort);
          resolve();
        },
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#waiters.add(waiter);
      this.#wake();
    });
  }

  #fill(): void {
    const now = this.#clock.now();
    const gained = (now - this.#filledAt) * this.#perMinute / 60_000;
    this.#tokens = Math.min(this.#perMinute, this.#tokens + gained);
    this.#filledAt = now;
  }

  /** Lets pass who may, and sets the timer for the next. */
  #wake(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#fill();
    for (const waiter of this.#waiters) {
      if (this.#tokens < 1) break;
      this.#tokens -= 1;
      this.#waiters.delete(waiter);
      waiter.go();
    }
    if (this.#waiters.size === 0) return;
    // Rounded up: a timer that fires a moment early would find the bucket one part short and set itself again at once.
    const wait = Math.ceil((1 - this.#tokens) * 60_000 / this.#perMinute);
    this.#callOff = this.#clock.after(wait, () => this.#wake());
  }
}
