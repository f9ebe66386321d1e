const unitMilliseconds = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Reads a span of time such as `90m`, `12h`, `30d` or `2w` as milliseconds; undefined when it is none. */
export function parseSpan(text: string): number | undefined {
  const written = /^(\d{1,6})([mhdw])$/.exec(text);
  const unit = written?.[2];
  if (unit !== "m" && unit !== "h" && unit !== "d" && unit !== "w") return undefined;
  return Number(written?.[1]) * unitMilliseconds[unit];
}
