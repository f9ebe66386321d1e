/** Longer than the server keeps the inventory, so that the next call asks Proxmox. */
export const inventoryAgeMs = 3100;

/** Waits. Between measurements only: what is measured never waits by the clock. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Runs a piece of work and returns how long it took, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The middle of a list of numbers, the mean of the two middle ones where it is even; throws a RangeError for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError("There is no middle of no numbers");
  return (upper + lower) / 2;
}

/** Runs each of several works in turn, so that a slow moment of the machine meets them all, and returns their medians. */
export async function medians(
  rounds: number,
  works: readonly (() => Promise<number>)[],
): Promise<readonly number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of works.entries()) times[index]?.push(await work());
  }
  return times.map(median);
}

/** Runs a work `count` times, at most `width` at once. */
export async function inParallel(count: number, width: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: width }, lane));
}
