import { fullTime } from "../../linux/programs/stat_text.ts";

/** `key: value` lines, sorted; what is below a key is indented. */
export function keyValueLines(record: Readonly<Record<string, unknown>>, indent = ""): string {
  return Object.entries(record).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, value]) => {
    if (typeof value === "object" && value !== null) {
      return `${indent}${key}:\n${keyValueLines({ ...value }, `${indent}\t`)}`;
    }
    return `${indent}${key}: ${oneLine(String(value ?? ""))}\n`;
  }).join("");
}

/** A value of several lines is shown with its ends percent-encoded. */
function oneLine(text: string): string {
  const trimmed = text.replace(/\n$/, "");
  return trimmed.includes("\n") ? encodeURI(trimmed) : trimmed;
}

/** `cur`, `new` and `del` lines of what waits for the next start. */
export function pendingLines(rows: readonly Readonly<Record<string, unknown>>[]): string {
  return rows.filter(({ key }) => key !== "digest").toSorted((a, b) =>
    String(a["key"]) < String(b["key"]) ? -1 : 1
  )
    .map(({ key, value, pending, delete: deleted }) => {
      const current = value === undefined ? "" : `cur ${key}: ${oneLine(String(value))}\n`;
      const changed = pending === undefined ? "" : `new ${key}: ${oneLine(String(pending))}\n`;
      return current + changed + (deleted === undefined ? "" : `del ${key}: ${oneLine(String(value))}\n`);
    }).join("");
}

/** The tree of snapshots, each with its time and the first line of its description; at the end the current state. */
export function snapshotTree(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const lines: string[] = [];
  const visit = (parent: unknown, depth: number): void => {
    const children = rows.filter((row) => row["parent"] === parent && row["name"] !== "current")
      .toSorted((a, b) => Number(a["snaptime"]) - Number(b["snaptime"]));
    for (const row of children) {
      lines.push(line(depth, String(row["name"]), timeText(row["snaptime"]), firstLine(row["description"])));
      visit(row["name"], depth + 1);
    }
    const current = rows.find((row) => row["name"] === "current" && row["parent"] === parent);
    if (current !== undefined) lines.push(line(depth, "current", "", "You are here!"));
  };
  visit(undefined, 0);
  return lines.join("");
}

function line(depth: number, name: string, time: string, description: string): string {
  const prefix = `${" ".repeat(depth)}\`-> `;
  return `${`${prefix}${name}`.padEnd(32)}${time.padEnd(24)}${description}\n`;
}

function timeText(seconds: unknown): string {
  return fullTime(Number(seconds ?? 0));
}

function firstLine(description: unknown): string {
  return String(description ?? "").split("\n")[0] || "no-description";
}
