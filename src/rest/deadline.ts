/** Why a request was ended: its time was up. */
export class DeadlineReached extends Error {
  override readonly name = "DeadlineReached";

  constructor(milliseconds: number) {
    super(`Not done within ${milliseconds} ms.`);
  }
}

/**
 * The time one request has, with a signal that fires when it is up or when one of the given signals fires.
 *
 * Disposing it stops the timer and lets go of the signals, which may live as long as the process.
 */
export class Deadline implements Disposable {
  /** In milliseconds, from the start of the request. */
  readonly timeout: number;
  readonly #controller = new AbortController();
  readonly #end: number;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #release: (() => void)[] = [];

  constructor(timeout: number, ...others: readonly (AbortSignal | undefined)[]) {
    this.timeout = timeout;
    this.#end = performance.now() + timeout;
    this.#timer = setTimeout(() => this.#controller.abort(new DeadlineReached(timeout)), timeout);
    for (const other of others) {
      if (other === undefined) continue;
      const abort = () => this.#controller.abort(other.reason);
      if (other.aborted) abort();
      other.addEventListener("abort", abort, { once: true });
      this.#release.push(() => other.removeEventListener("abort", abort));
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the time was up, and not one of the other signals fired first. */
  get reached(): boolean {
    return this.signal.reason instanceof DeadlineReached;
  }

  /** Milliseconds left; 0 when the time is up. */
  get remaining(): number {
    return Math.max(0, this.#end - performance.now());
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const release of this.#release) release();
  }
}

/** Settles as the promise does, or rejects with the signal's reason as soon as it fires; the promise's work goes on. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
