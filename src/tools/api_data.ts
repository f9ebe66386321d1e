import { ExplainedError } from "../text/explained.ts";
import { capMiddle } from "../text/cap.ts";
import { clean, frame, inline } from "../text/foreign.ts";
import { nearest } from "../text/nearest.ts";
import { naturally } from "../text/order.ts";
import { table } from "../text/table.ts";

/** A field that an answer does not have. */
export class UnknownFieldError extends ExplainedError {
  override readonly name = "UnknownFieldError";
}

/** How an answer of Proxmox is shown. */
export interface DataView {
  /** Columns or keys to show; all when undefined. */
  readonly fields?: readonly string[] | undefined;
  /** Rows to leave out at the beginning. */
  readonly start: number;
  /** Rows at most. */
  readonly limit: number;
  /** True when Proxmox has left out rows itself, by `start` and `limit`. */
  readonly isPage: boolean;
  /** Rows there are in all, where Proxmox says so. */
  readonly total?: number | undefined;
  readonly characters: number;
}

type Row = Readonly<Record<string, unknown>>;

/** Columns that tell rows apart, in the order in which people look for them. */
const leading = ["vmid", "id", "name", "node", "storage", "volid", "userid", "type", "status"];

/** Columns by which Proxmox itself has put rows in order. */
const ordered = ["n", "pos", "time", "starttime"];

/** More columns than these are written as `key=value`, for a wide table is mostly white space. */
const widestTable = 10;

/**
 * Writes an answer of any shape for a reader: lists of objects as a table, objects as `key: value`, the rest as it is.
 *
 * @throws {UnknownFieldError} when `fields` names what no row has.
 */
export function dataText(data: unknown, view: DataView): string {
  if (data === null || data === undefined) return "No data.";
  if (Array.isArray(data)) return listText(data, view);
  if (isRow(data)) return capMiddle(objectText(picked([data], view.fields)[0] ?? {}), view.characters);
  const text = String(data);
  return text.includes("\n") ? frame("text", text, view.characters) : inline(text, view.characters);
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listText(data: readonly unknown[], view: DataView): string {
  if (data.length === 0) return view.start === 0 ? "An empty list." : `No rows from ${view.start} on.`;
  const all: readonly Row[] = data.every(isRow)
    ? sorted(picked(data, view.fields))
    : data.map((value: unknown) => ({ value }));
  const rows = all.slice(view.isPage ? 0 : view.start).slice(0, view.limit);
  if (rows.length === 0) return `No rows from ${view.start} on; there are ${all.length}.`;
  if (rows.every(isLogLine)) {
    return frame(
      "log",
      rows.map((row) => String(row.t)).join("\n"),
      view.characters,
    );
  }
  const { text, shown } = fitting(rows, view.characters - 150);
  const total = view.isPage ? view.total : all.length;
  const end = view.start + shown;
  if (total === undefined ? shown === rows.length && rows.length < view.limit : end >= total) return text;
  const of = total === undefined ? "" : ` of ${total}`;
  return `${text}\nRows ${
    view.start + 1
  } to ${end}${of}; go on with start=${end}, or narrow with fields= or parameters.`;
}

/** Task logs, syslog and the like come as numbered lines. */
function isLogLine(row: Row): boolean {
  return typeof row.t === "string" && "n" in row && Object.keys(row).length === 2;
}

/** As many rows from the beginning as fit. */
function fitting(
  rows: readonly Row[],
  characters: number,
): { readonly text: string; readonly shown: number } {
  let shown = rows.length;
  let text = rowsText(rows);
  while (text.length > characters && shown > 1) {
    shown = Math.max(1, Math.min(shown - 1, Math.floor(shown * characters / text.length * 0.98)));
    text = rowsText(rows.slice(0, shown));
  }
  return { text: capMiddle(text, Math.max(200, characters)), shown };
}

function rowsText(rows: readonly Row[]): string {
  const keys = columnsOf(rows);
  if (keys.length <= widestTable) {
    return table(rows, keys.map((key) => ({ heading: key, cell: (row: Row) => cellText(row[key]) })));
  }
  return rows.map((row) =>
    keys.filter((key) => cellText(row[key]) !== "").map((key) => `${key}=${cellText(row[key])}`).join("  ")
  ).join("\n");
}

/** The rows' keys: those that tell rows apart first, then by name, since Proxmox sends them in random order. */
function columnsOf(rows: readonly Row[]): readonly string[] {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].map((key) => inline(key, 60)).sort();
  return [...leading.filter((key) => keys.includes(key)), ...keys.filter((key) => !leading.includes(key))];
}

/** Rows in a stable order, where they have a key to go by and Proxmox has not ordered them itself. */
function sorted(rows: readonly Row[]): readonly Row[] {
  const key = leading.find((key) => rows.every((row) => key in row));
  if (key === undefined || rows.some((row) => ordered.some((name) => name in row))) return rows;
  return rows.toSorted((left, right) => naturally(String(left[key]), String(right[key])));
}

/** Rows with the wanted fields only, in the wanted order. */
function picked(rows: readonly Row[], fields: readonly string[] | undefined): readonly Row[] {
  if (fields === undefined || fields.length === 0) return rows;
  const known = new Set(rows.flatMap((row) => Object.keys(row)));
  const strange = fields.filter((field) => !known.has(field));
  if (strange.length > 0) {
    const near = nearest(strange[0] ?? "", known);
    throw new UnknownFieldError(
      `The answer has no field ${strange.map((field) => inline(field, 40)).join(", ")}.`,
      {
        remedy: `${near === undefined ? "" : `Did you mean ${inline(near, 40)}? `}It has: ${
          inline([...known].sort().join(", "), 800)
        }.`,
      },
    );
  }
  return rows.map((row) =>
    Object.fromEntries(fields.filter((field) => field in row).map((field) => [field, row[field]]))
  );
}

function objectText(row: Row): string {
  return Object.keys(row).sort().map((key) => memberText(inline(key, 80), row[key])).join("\n");
}

function memberText(key: string, value: unknown): string {
  if (Array.isArray(value) && value.length > 0 && value.every(isRow)) {
    return `${key}:\n${rowsText(value).replace(/^/gm, "  ")}`;
  }
  const text = typeof value === "string" ? clean(value).trimEnd() : undefined;
  return text?.includes("\n") === true ? frame(key, text) : `${key}: ${cellText(value, 1500)}`;
}

function cellText(value: unknown, limit = 200): string {
  if (value === null || value === undefined) return "";
  // Shares come with the whole noise of their binary form.
  if (typeof value === "number") {
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
  }
  if (Array.isArray(value) && value.every((element) => typeof element !== "object")) {
    return inline(value.join(","), limit);
  }
  return inline(typeof value === "object" ? JSON.stringify(value) : String(value), limit);
}
