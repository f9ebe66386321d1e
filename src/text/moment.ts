import { parseSpan } from "./span.ts";

const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)Z?)?$/;

/**
 * Reads a point in time: a span back from `now` (`90m`, `12h`, `2d`, `1w`), or a date with or without a time, in UTC
 * (`2026-11-21`, `2026-11-21 01:44`); undefined when it is none.
 *
 * @param now milliseconds since 1970.
 */
export function parseMoment(text: string, now: number): Date | undefined {
  const span = parseSpan(text);
  if (span !== undefined) return new Date(now - span);
  const [, day, time = "00:00"] = written.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const moment = new Date(`${day}T${time}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
