/** Raised inside a task's `sleep` when the task is stopped or the simulator closes. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("received interrupt");
  }
}

/**
 * The time of the simulated cluster: time stamps are real, waiting is divided by `speed`.
 *
 * Real time stamps keep tickets, start times and log lines comparable with a client's own clock, while a
 * test with `speed: Infinity` does not wait at all.
 */
export class Clock {
  readonly #speed: number;
  readonly #pending = new Set<() => void>();
  #closed = false;

  constructor(speed = 1) {
    this.#speed = speed;
  }

  /** Whether waiting takes any time. */
  get waits(): boolean {
    return this.#speed !== Infinity;
  }

  /** Seconds since the epoch, whole. */
  now(): number {
    return Math.floor(Date.now() / 1000);
  }

  /** Seconds since the epoch with fraction; what ages are computed from. */
  precise(): number {
    return Date.now() / 1000;
  }

  /**
   * How many simulated seconds have passed since `start` (seconds since the epoch, as `precise` gives them).
   *
   * A clock that never waits ages in real time: else everything would be infinitely old at once.
   */
  age(start: number): number {
    return (this.precise() - start) * (Number.isFinite(this.#speed) ? this.#speed : 1);
  }

  /**
   * Waits `seconds` of simulated time.
   *
   * @throws {Interrupted} when `signal` fires or the clock is closed while waiting
   */
  async sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    if (this.#closed || signal?.aborted === true) throw new Interrupted();
    if (this.#speed === Infinity && Number.isFinite(seconds)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const interrupt = () => reject(new Interrupted());
    // setTimeout fires at once for delays beyond 2^31 ms, so an endless wait gets no timer at all.
    const delay = (seconds * 1000) / this.#speed;
    const timer = Number.isFinite(delay) ? setTimeout(resolve, delay) : undefined;
    this.#pending.add(interrupt);
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(interrupt);
      signal?.removeEventListener("abort", interrupt);
    }
  }

  /** Calls back when the clock is closed. */
  onClose(callback: () => void): void {
    this.#pending.add(callback);
  }

  /** Interrupts every wait under way and every later one. */
  close(): void {
    this.#closed = true;
    for (const interrupt of this.#pending) interrupt();
  }
}
