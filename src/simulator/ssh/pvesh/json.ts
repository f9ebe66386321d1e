/** JSON as Proxmox writes it: sorted keys, no blanks. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "null";
}

/** JSON for people, as Perl writes it: three blanks a level, and blanks around colons. */
export function prettyJson(value: unknown): string {
  return `${pretty(sorted(value), "")}\n`;
}

function pretty(value: unknown, indent: string): string {
  const inner = `${indent}   `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((one) => inner + pretty(one, inner)).join(",\n")}\n${indent}]`;
  }
  if (typeof value === "object" && value !== null) {
    const rows = Object.entries(value).map(([key, one]) =>
      `${inner}${JSON.stringify(key)} : ${pretty(one, inner)}`
    );
    return rows.length === 0 ? "{}" : `{\n${rows.join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, one]) => [key, sorted(one)]),
  );
}
