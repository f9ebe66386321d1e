import * as z from "zod";
import { recordingsFolder } from "../recordings.ts";

const exchange = z.object({
  name: z.string(),
  request: z.object({
    via: z.string().optional(),
    method: z.string(),
    path: z.string(),
    params: z.record(z.string(), z.unknown()).nullish(),
    auth: z.string().nullish(),
    headers: z.record(z.string(), z.string()).optional(),
    raw_body: z.string().optional(),
  }),
  response: z.object({
    status: z.number(),
    reason: z.string().default(""),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
  }),
});

const command = z.object({ cmd: z.string(), node: z.string().optional() });

/** A recorded request and its answer. */
export type Exchange = z.infer<typeof exchange>;

/** A command that was run on a node between two requests. */
export type RecordedCommand = z.infer<typeof command>;

/** Reads one file: requests, and the commands between them, in their order; measurements are left out. */
export async function readFile(name: string): Promise<(Exchange | RecordedCommand)[]> {
  const text = await Deno.readTextFile(new URL(`${name}.json`, recordingsFolder));
  return z.array(z.unknown()).parse(JSON.parse(text)).flatMap((entry) =>
    exchange.safeParse(entry).data ?? command.safeParse(entry).data ?? []
  );
}
