/** Milliseconds between two looks. */
const interval = 250;

/** Acts on what has taken too long, with one timer for all: a timer for each request would cost more than many a request. */
export class Deadlines {
  readonly #waiting = new Set<{ readonly at: number; readonly act: () => void }>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Has `act` called in that many milliseconds, or a little later, unless what comes back is called before. */
  set(milliseconds: number, act: () => void): () => void {
    const entry = { at: performance.now() + milliseconds, act };
    this.#waiting.add(entry);
    this.#timer ??= setInterval(() => this.#look(), interval);
    return () => void this.#waiting.delete(entry);
  }

  /** Forgets everything. */
  close(): void {
    this.#waiting.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    if (this.#waiting.size === 0) return this.close();
    const now = performance.now();
    for (const entry of this.#waiting) {
      if (entry.at > now) continue;
      this.#waiting.delete(entry);
      entry.act();
    }
  }
}
