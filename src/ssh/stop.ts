/** The reason of a {@linkcode Stop} whose time was up. */
export const timeUp: unique symbol = Symbol("time is up");

/** A promise that rejects when a signal is aborted, with its reason, or when the time is up. */
export class Stop implements Disposable {
  readonly promise: Promise<never>;
  readonly #dispose: () => void;

  /** @param timeout in milliseconds; none by default. */
  constructor(
    { signal, timeout }: { readonly signal?: AbortSignal | undefined; readonly timeout?: number | undefined },
  ) {
    const { promise, reject } = Promise.withResolvers<never>();
    // Whoever races against it later still sees the rejection.
    promise.catch(() => {});
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    const timer = timeout === undefined ? undefined : setTimeout(() => reject(timeUp), timeout);
    this.promise = promise;
    this.#dispose = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
  }

  [Symbol.dispose](): void {
    this.#dispose();
  }
}
