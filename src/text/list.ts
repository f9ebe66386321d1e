import { type Column, table } from "./table.ts";

/** How a list is shown. */
export interface ListOptions<Row> {
  readonly columns: readonly Column<Row>[];
  /** Rows at most. */
  readonly limit: number;
  /** Characters at most, headings included. */
  readonly characters: number;
  /** How to get at the rows left out, such as `narrow with node=, name=`. */
  readonly narrow: string;
}

/**
 * Lays rows out as a table that fits both limits, and says below it how many of how many rows it shows.
 *
 * Returns an empty text for no rows.
 */
export function list<Row>(rows: readonly Row[], options: ListOptions<Row>): string {
  return listed(rows, options).text;
}

/** {@linkcode list}, with the number of rows that it shows, so that a program is told no more than a reader. */
export function listed<Row>(
  rows: readonly Row[],
  options: ListOptions<Row>,
): { readonly text: string; readonly shown: number } {
  if (rows.length === 0) return { text: "", shown: 0 };
  let shown = Math.min(rows.length, options.limit);
  let text = table(rows.slice(0, shown), options.columns);
  const room = Math.max(200, options.characters - 200);
  while (text.length > room && shown > 1) {
    // Lines are of one width, so the share that fits is known; a tenth less makes up for a wider heading.
    shown = Math.max(1, Math.min(shown - 1, Math.floor(shown * room / text.length * 0.98)));
    text = table(rows.slice(0, shown), options.columns);
  }
  const rest = shown === rows.length ? "" : `\n${shown} of ${rows.length} shown; ${options.narrow}.`;
  return { text: text + rest, shown };
}

/** Counts words: `3 running, 2 stopped`, most frequent first. */
export function countWords(words: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1] || left[0].localeCompare(right[0]))
    .map(([word, count]) => `${count} ${word}`).join(", ");
}

/** Writes a number with its noun: `1 guest`, `3 guests`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
