/** One line of the bench's table. */
export interface Measurement {
  readonly what: string;
  /** As printed, with its unit. */
  readonly measured: string;
  /** As printed; empty where the line is there only to compare with. */
  readonly target: string;
  /** Whether the target is met; undefined where there is none. */
  readonly met?: boolean;
}

/** A measurement that has a highest allowed value in the same unit. */
export function atMost(what: string, value: number, limit: number, unit: string, digits = 1): Measurement {
  return {
    what,
    measured: `${value.toFixed(digits)} ${unit}`.trim(),
    target: `at most ${limit} ${unit}`.trim(),
    met: value <= limit,
  };
}

/** A measurement that has a lowest allowed value in the same unit. */
export function atLeast(what: string, value: number, limit: number, unit: string, digits = 1): Measurement {
  return {
    what,
    measured: `${value.toFixed(digits)} ${unit}`.trim(),
    target: `at least ${limit} ${unit}`.trim(),
    met: value >= limit,
  };
}

/** A measurement to compare others with. */
export function reference(what: string, value: number, unit: string, digits = 1): Measurement {
  return { what, measured: `${value.toFixed(digits)} ${unit}`, target: "" };
}

/** Writes the measurements as a table in plain aligned columns. */
export function formatTable(measurements: readonly Measurement[]): string {
  const rows = [
    ["", "measured", "target", ""],
    ...measurements.map(({ what, measured, target, met }) => [
      what,
      measured,
      target,
      met === undefined ? "" : met ? "met" : "MISSED",
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0)
        )
        .join("  ").trimEnd()
    )
    .join("\n");
}
