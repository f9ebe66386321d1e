import * as z from "zod";
import { parseMoment } from "../../text/moment.ts";

/** A point in time as {@linkcode parseMoment} reads it. */
export const moment = z.string().max(30).refine(
  (text) => parseMoment(text, Date.now()) !== undefined,
  "must be a span back from now such as 90m, 12h or 2d, or a UTC time such as 2026-11-21 01:44",
);
