import { getLogger } from "@logtape/logtape";
import { dirname, join } from "node:path";
import * as z from "zod";
import { type ApiEndpoint, apiEndpoints } from "./endpoint.ts";

const logger = getLogger(["proxmox-mcp", "proxmox"]);

/** Raised when the slim form changes, so that files of older programs are not read. */
const format = 1;

/** Milliseconds after which a file is asked for anew: packages below one Proxmox version bring endpoints too. */
const maxAge = 24 * 3_600_000;

const fileSchema = z.object({ format: z.literal(format), version: z.string(), endpoints: apiEndpoints });

/** Where schemas are kept on disk. */
export interface CachePlace {
  readonly directory: string;
  /** Tells clusters apart, such as the node's address. */
  readonly name: string;
}

/**
 * Keeps the schemas of Proxmox versions on disk, so that a start does not fetch megabytes.
 *
 * Never a reason to fail: what cannot be read or written is left aside.
 */
export class SchemaCache {
  readonly #place: CachePlace;

  constructor(place: CachePlace) {
    this.#place = place;
  }

  /** The endpoints of a version, or undefined when there is no file, or it is damaged or older than a day. */
  async read(version: string): Promise<readonly ApiEndpoint[] | undefined> {
    const file = this.#file(version);
    try {
      const { mtime } = await Deno.stat(file);
      if (mtime === null || Date.now() - mtime.getTime() > maxAge) return undefined;
      const kept = fileSchema.parse(JSON.parse(await Deno.readTextFile(file)));
      return kept.version === version ? kept.endpoints : undefined;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) {
        logger.debug("{file} is not used: {error}", { file, error });
      }
      return undefined;
    }
  }

  /** Writes the endpoints of a version, for the owner alone; another process never sees half a file. */
  async write(version: string, endpoints: readonly ApiEndpoint[]): Promise<void> {
    const file = this.#file(version);
    const draft = `${file}.${crypto.randomUUID()}`;
    try {
      await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(draft, JSON.stringify({ format, version, endpoints }), { mode: 0o600 });
      await Deno.rename(draft, file);
    } catch (error) {
      logger.debug("{file} cannot be written: {error}", { file, error });
      await Deno.remove(draft).catch(() => undefined);
    }
  }

  #file(version: string): string {
    const { directory, name } = this.#place;
    return join(directory, `api-schema-${plain(name)}-${plain(version)}.json`);
  }
}

function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]+/g, "_");
}
