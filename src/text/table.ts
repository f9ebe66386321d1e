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
  const filled: FilledColumn[] = [];
  for (const { heading, cell, right = false } of columns) {
    const cells = [heading.toUpperCase()];
    let width = heading.length;
    let isEmpty = true;
    for (const row of rows) {
      const text = oneLine(cell(row));
      cells.push(text);
      width = Math.max(width, text.length);
      isEmpty &&= text === "" || text === "-";
    }
    if (!isEmpty) filled.push({ cells, width, right });
  }
  const written: string[] = [];
  for (let line = 0; line <= rows.length; line++) {
    let text = "";
    for (const column of filled) text += `${text === "" ? "" : "  "}${padded(column, line)}`;
    written.push(text.trimEnd());
  }
  return written.join("\n");
}

/** A column as it is written: its heading and a cell for each row, all as wide as the widest. */
interface FilledColumn {
  readonly cells: readonly string[];
  readonly width: number;
  readonly right: boolean;
}

function padded({ cells, width, right }: FilledColumn, line: number): string {
  const text = cells[line] ?? "";
  return right ? text.padStart(width) : text.padEnd(width);
}

const lineEnd = /[\r\n]/;

/** A row stays a row, whatever is in its cells. */
function oneLine(cell: string | number | undefined): string {
  const text = String(cell ?? "");
  return lineEnd.test(text) ? text.replace(/\s*[\r\n]\s*/g, " ") : text;
}

/** Writes `key: value` lines, leaving out what is undefined or empty. */
export function lines(entries: readonly (readonly [string, string | number | undefined])[]): string {
  return entries.filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => `${key}: ${value}`).join("\n");
}
