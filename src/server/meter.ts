/** Upper bounds of the buckets that durations are counted in, in seconds. */
export const durationBounds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 600] as const;

/** How a call ended, as metrics tell it. */
export type MeteredOutcome = "ok" | "running" | "asked" | "refused" | "failed" | "unknown" | "cancelled";

/** Durations of one tool's calls. */
export interface Durations {
  /** Calls up to each of {@linkcode durationBounds}, not summed up. */
  readonly buckets: number[];
  count: number;
  /** Seconds of all of them. */
  sum: number;
}

/** Counts of one process: calls by tool and outcome, how long they took, and what Proxmox had against them. */
export class Meter {
  /** By tool, then by outcome. */
  readonly calls = new Map<string, Map<MeteredOutcome, number>>();
  readonly durations = new Map<string, Durations>();
  /** By kind of error and Proxmox's status: `ApiError 500`, `ConnectionError`. */
  readonly errors = new Map<string, number>();

  /** Counts a call that has ended. */
  call(tool: string, outcome: MeteredOutcome, seconds: number): void {
    let outcomes = this.calls.get(tool);
    if (outcomes === undefined) this.calls.set(tool, outcomes = new Map());
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    let durations = this.durations.get(tool);
    if (durations === undefined) {
      this.durations.set(tool, durations = { buckets: durationBounds.map(() => 0), count: 0, sum: 0 });
    }
    const bucket = durationBounds.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) durations.buckets[bucket] = (durations.buckets[bucket] ?? 0) + 1;
    durations.count++;
    durations.sum += seconds;
  }

  /** Counts an error of Proxmox, or of the way to it. */
  error(kind: string): void {
    this.errors.set(kind, (this.errors.get(kind) ?? 0) + 1);
  }
}
