/** A series of figures reduced to what fits in a line. */
export interface Summary {
  readonly min: number;
  readonly mean: number;
  readonly p95: number;
  readonly max: number;
  readonly last: number;
}

/** Reduces figures to minimum, mean, 95th percentile, maximum and the last one; undefined where there are none. */
export function summarize(values: readonly (number | undefined)[]): Summary | undefined {
  const known = values.filter((value) => value !== undefined);
  const last = known.at(-1);
  if (last === undefined) return undefined;
  const sorted = known.toSorted((left, right) => left - right);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? last;
  return {
    min: sorted[0] ?? last,
    mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    p95: at(0.95),
    max: sorted.at(-1) ?? last,
    last,
  };
}

const blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * Draws figures as a line of blocks, `width` at most, from zero to the largest; a gap stands for slots without a value.
 */
export function sparkline(values: readonly (number | undefined)[], width = 48): string {
  const columns = averageInto(values, Math.min(width, values.length));
  const top = Math.max(...columns.map((value) => value ?? 0));
  return columns.map((value) => {
    if (value === undefined) return " ";
    const level = top <= 0 ? 0 : Math.round(Math.max(0, value) / top * (blocks.length - 1));
    return blocks[level] ?? blocks[0];
  }).join("");
}

/** Averages neighbouring figures so that `count` remain. */
export function averageInto(values: readonly (number | undefined)[], count: number): (number | undefined)[] {
  return Array.from({ length: count }, (_, column) => {
    const from = Math.floor(column * values.length / count);
    const to = Math.max(from + 1, Math.floor((column + 1) * values.length / count));
    const known = values.slice(from, to).filter((value) => value !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
