/** The answer of a call as `pvesh` shows it to people: a table with lines, or the value itself. */
export function tableText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) {
    return value.every(isRecord) ? listTable(value) : value.map((one) => `${cell(one)}\n`).join("");
  }
  if (!isRecord(value)) return `${cell(value)}\n`;
  const rows = Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map((
    [key, one],
  ) => [key, cell(one)]);
  return boxed([["key", "value"], ...rows]);
}

/** YAML as far as answers need it. */
export function yamlText(value: unknown): string {
  return `---${yaml(value, "")}\n`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listTable(rows: readonly Record<string, unknown>[]): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].toSorted();
  if (keys.length === 0) return "";
  return boxed([keys, ...rows.map((row) => keys.map((key) => row[key] === undefined ? "" : cell(row[key])))]);
}

function cell(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

/** A table of lines drawn in Unicode; the first row is the head. */
function boxed(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => [...row[column] ?? ""].length))
  );
  const rule = (left: string, fill: string, middle: string, right: string): string =>
    `${left}${widths.map((width) => fill.repeat(width + 2)).join(middle)}${right}\n`;
  const line = (row: readonly string[]): string =>
    `│${
      row.map((text, column) =>
        ` ${text}${" ".repeat(Math.max(0, (widths[column] ?? 0) - [...text].length))} `
      ).join("│")
    }│\n`;
  const [head = [], ...body] = rows;
  const lines = body.map(line);
  return rule("┌", "─", "┬", "┐") + line(head) + rule("╞", "═", "╪", "╡") +
    lines.join(rule("├", "─", "┼", "┤")) + rule("└", "─", "┴", "┘");
}

function yaml(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return " []";
    return value.map((one) => `\n${indent}-${yaml(one, `${indent}  `).replace(/^\n\s*/, " ")}`).join("");
  }
  if (isRecord(value)) {
    const entries = Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1);
    if (entries.length === 0) return " {}";
    return entries.map(([key, one]) => `\n${indent}${key}:${yaml(one, `${indent}  `)}`).join("");
  }
  return ` ${scalar(value)}`;
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return "~";
  if (typeof value === "number") return String(value);
  const text = String(value);
  const looksOtherwise = text === "" ||
    /^[\d.+-]+$|^[\s\-?:,[\]{}#&*!|>'"%@`~]|: |\n|^(?:true|false|null|yes|no)$/.test(text);
  return looksOtherwise && !/^\d+\.\d+\.\d+$/.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}
