import * as z from "zod";
import type { Connection } from "./connection.ts";

/** The spans that Proxmox keeps; `decade` is of nodes alone and only since 9.0, so it is left out. */
export const timeframes = ["hour", "day", "week", "month", "year"] as const;

/** A span of recorded figures. */
export type Timeframe = (typeof timeframes)[number];

const rows = z.array(z.looseObject({ time: z.coerce.number() }));

/** One recorded figure over time; a slot without a value is undefined. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

/** Recorded figures over one span: the same times for every series. */
export interface Recording {
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
}

/**
 * Reads the recorded figures below a path of a node, guest or storage.
 *
 * Source: `GET <path>/rrddata`; about 70 points a span up to 8.4, up to 1440 since 9.0, newest last. Slots without data hold
 * the time alone.
 */
export async function recording(
  connection: Connection,
  path: string,
  timeframe: Timeframe,
): Promise<Recording> {
  const answer = await connection.get(`${path}/rrddata`, rows, { timeframe, cf: "AVERAGE" });
  const sorted = answer.toSorted((left, right) => left.time - right.time);
  const names = [...new Set(sorted.flatMap((row) => Object.keys(row)))].filter((name) => name !== "time")
    .sort();
  return {
    times: sorted.map((row) => row.time),
    series: names.map((name) => ({ name, values: sorted.map((row) => figure(row[name])) })),
  };
}

function figure(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
