/** The time as the wire sees it, so that tests can turn it forward. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Calls `act` after so many milliseconds; the returned function calls it off. */
  after(milliseconds: number, act: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
