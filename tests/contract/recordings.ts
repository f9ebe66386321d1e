import * as z from "zod";

/** Where the recordings of the real Proxmox VE lie; they are not part of the repository. */
export const recordingsFolder = new URL("../../../shared/pve-recordings/", import.meta.url);

const answer = z.object({
  status: z.number().nullable(),
  reason: z.string().default(""),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  text: z.string().optional(),
});

const recording = z.object({
  name: z.string(),
  request: z.object({ method: z.string(), path: z.string() }),
  response: answer,
});

/** One request to the real Proxmox VE with its answer. */
export type Recording = z.infer<typeof recording>;

/** Tells whether the recordings are there. */
export async function haveRecordings(): Promise<boolean> {
  return await Deno.stat(recordingsFolder).then((info) => info.isDirectory, () => false);
}

/**
 * Reads the API recordings by file, without what is no single HTTP answer: runs of commands, measurements of many
 * calls, connections that did not come about, and file 21, which shows what `fetch` saw instead of what was sent.
 */
export async function readRecordings(): Promise<ReadonlyMap<string, readonly Recording[]>> {
  const files = new Map<string, readonly Recording[]>();
  for await (const { name } of Deno.readDir(recordingsFolder)) {
    if (!name.endsWith(".json") || name.startsWith("21_")) continue;
    const entries = z.array(z.unknown()).parse(
      JSON.parse(await Deno.readTextFile(new URL(name, recordingsFolder))),
    );
    const parsed = entries.flatMap((entry) => recording.safeParse(entry).data ?? [])
      .filter(({ response }) => response.status !== null);
    if (parsed.length > 0) files.set(name, parsed);
  }
  return new Map([...files].sort(([one], [other]) => one.localeCompare(other)));
}

const extjsRecording = z.object({
  name: z.string(),
  request: z.object({ method: z.string(), path: z.string() }),
  response: z.object({ status: z.number(), contentType: z.string().nullable(), body: z.string() }),
});

/** Reads the answers of the `extjs` form of the paths, bodies as text. */
export async function readExtjsRecordings(): Promise<readonly z.infer<typeof extjsRecording>[]> {
  const text = await Deno.readTextFile(new URL("21_extjs.json", recordingsFolder));
  return z.array(extjsRecording).parse(JSON.parse(text));
}
