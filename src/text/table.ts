/** A column of a {@linkcode table}: its heading, and how a row's cell is written. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string | number | undefined;
  /** Numbers read better aligned to the right. */
  readonly right?: boolean;
}

/**
 * Lays rows out in plain aligned columns, two spaces apart, under upper-case headings.
 *
 * Columns that are empty in every row are left out: the model pays for each byte.
 */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const filled = columns
    .map((column) => ({ column, cells: rows.map((row) => oneLine(column.cell(row))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== "" && cell !== "-"));
  const widths = filled.map(({ column, cells }) =>
    Math.max(column.heading.length, ...cells.map((cell) => cell.length))
  );
  const line = (texts: readonly string[]) =>
    texts.map((text, index) => {
      const width = widths[index] ?? 0;
      return filled[index]?.column.right === true ? text.padStart(width) : text.padEnd(width);
    }).join("  ").trimEnd();
  return [
    line(filled.map(({ column }) => column.heading.toUpperCase())),
    ...rows.map((_, row) => line(filled.map(({ cells }) => cells[row] ?? ""))),
  ].join("\n");
}

/** A row stays a row, whatever is in its cells. */
function oneLine(cell: string | number | undefined): string {
  return String(cell ?? "").replace(/\s*[\r\n]\s*/g, " ");
}

/** Writes `key: value` lines, leaving out what is undefined or empty. */
export function lines(entries: readonly (readonly [string, string | number | undefined])[]): string {
  return entries.filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => `${key}: ${value}`).join("\n");
}
