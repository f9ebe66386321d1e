/** What a {@linkcode SpentTokens} is made with. */
export interface SpentTokensOptions {
  /** Tokens remembered at once; default 10000. */
  readonly capacity?: number;
  /** Present time in milliseconds since the epoch; a test sets its own. */
  readonly now?: () => number;
}

/** Remembers the confirmation tokens that were used, so that each works once; forgets them when they have expired. */
export class SpentTokens {
  readonly #capacity: number;
  readonly #now: () => number;
  /** Expiry in milliseconds since the epoch by the token's own mark. */
  readonly #spent = new Map<string, number>();

  constructor(options: SpentTokensOptions = {}) {
    this.#capacity = options.capacity ?? 10_000;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Uses up the token with this mark (what makes it different from every other token): true the first time, false when it was used before, has expired, or nothing more can be remembered
   * (rather than forgetting one that could then be used twice).
   */
  spend(mark: string, expiresAt: number): boolean {
    const now = this.#now();
    if (expiresAt <= now) return false;
    if (this.#spent.has(mark)) return false;
    if (this.#spent.size >= this.#capacity) this.#forgetExpired(now);
    if (this.#spent.size >= this.#capacity) return false;
    this.#spent.set(mark, expiresAt);
    return true;
  }

  /** How many tokens are remembered. */
  get size(): number {
    return this.#spent.size;
  }

  #forgetExpired(now: number): void {
    for (const [mark, expiresAt] of this.#spent) if (expiresAt <= now) this.#spent.delete(mark);
  }
}
