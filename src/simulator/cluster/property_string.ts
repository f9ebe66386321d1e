/** One part of a property string: `key=value`, or a value without key. */
export interface PropertyPart {
  readonly key: string | undefined;
  readonly value: string;
}

/** Splits `a=b,c` into its parts, keeping their order. */
export function propertyParts(text: string): PropertyPart[] {
  return text.split(",").filter((part) => part.trim() !== "").map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? { key: undefined, value: part } : { key: part.slice(0, at), value: part.slice(at + 1) };
  });
}

/**
 * Reads a property string into a record; a part without key is stored under `defaultKey`.
 *
 * Of a repeated key the last one counts. Values are not unquoted: Proxmox's values hold no commas.
 */
export function parsePropertyString(text: string, defaultKey: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { key, value } of propertyParts(text)) result[key ?? defaultKey] = value;
  return result;
}

/** Writes a record as a property string; the value under `defaultKey` comes first and without its key. */
export function formatPropertyString(parts: Record<string, string>, defaultKey?: string): string {
  const rest = Object.entries(parts).filter(([key]) => key !== defaultKey).map(([key, value]) =>
    `${key}=${value}`
  );
  const first = defaultKey === undefined ? undefined : parts[defaultKey];
  return [...(first === undefined ? [] : [first]), ...rest].join(",");
}

/** Reads a size such as `32G` or `512M` into bytes; a plain number is bytes. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text);
  if (match === null) return undefined;
  const [, number = "0", unit = ""] = match;
  return Math.round(Number(number) * 1024 ** " KMGT".indexOf(unit === "" ? " " : unit));
}

/** Writes bytes the way a disk's `size=` option has them: the largest unit without a fraction. */
export function formatSize(bytes: number): string {
  for (const [unit, factor] of [["T", 1024 ** 4], ["G", 1024 ** 3], ["M", 1024 ** 2], ["K", 1024]] as const) {
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}
