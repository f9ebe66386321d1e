import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { madeAccess } from "./access_made.ts";
import { changedFile } from "./clients/changed_file.ts";
import { replaceFile } from "./whole_file.ts";

/** What setup made, so that `--undo` can take it away; no secret is in it. */
export const receipt = z.object({
  version: z.literal(1),
  host: z.string(),
  port: z.number(),
  /** Of the certificate; null where the system vouches for it. */
  fingerprint: z.string().nullable(),
  /** Who made it. */
  user: z.string(),
  access: madeAccess,
  config: z.object({
    file: z.string(),
    /** SHA-256 of what was written, in hexadecimal; null where the settings were printed instead. */
    sha256: z.string().nullable(),
    /** A copy of the file that was there before setup; null where there was none. */
    backup: z.string().nullable(),
  }),
  /** The key pair that was made for SSH. */
  keyFiles: z.array(z.string()),
  clients: z.array(changedFile),
});

/** {@linkcode receipt}. */
export type Receipt = z.infer<typeof receipt>;

/** Where the receipt of a configuration file is: beside it. */
export function receiptPath(configFile: string): string {
  return `${configFile.replace(/\.json$/, "")}.setup.json`;
}

/** Reads the receipt of a configuration file; undefined where there is none. @throws {ExplainedError} when it is damaged. */
export async function readReceipt(configFile: string): Promise<Receipt | undefined> {
  const path = receiptPath(configFile);
  try {
    return receipt.parse(JSON.parse(await Deno.readTextFile(path)));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new ExplainedError(`${path}, in which setup keeps what it made, cannot be read.`, {
      remedy: "Move it away to start anew; setup --undo can then take nothing away by itself.",
      cause,
    });
  }
}

/** Writes the receipt, for its user alone. */
export async function writeReceipt(kept: Receipt): Promise<void> {
  await replaceFile(receiptPath(kept.config.file), `${JSON.stringify(kept, null, 2)}\n`);
}
