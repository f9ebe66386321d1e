import { getLogger } from "@logtape/logtape";
import * as z from "zod";
import { late } from "../../late.ts";
import { explain, ExplainedError } from "../../text/explained.ts";
import type { Wire } from "../../wire/wire.ts";
import { abandonOn } from "../abandon.ts";
import { type CachePlace, SchemaCache } from "./cache.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import type { ApiSchema } from "./schema.ts";

const logger = getLogger(["proxmox-mcp", "proxmox"]);

/** The connected node's schema of its REST API cannot be had. */
export class SchemaUnavailableError extends ExplainedError {
  override readonly name = "SchemaUnavailableError";
}

/** Milliseconds for which a schema is used without asking the node for its version again. */
const keptFor = 3_600_000;

/** Milliseconds for which a failure is remembered, so that not every call waits for the same one. */
const failureKeptFor = 60_000;

/** The script behind Proxmox's API viewer, which holds the schema. */
const documentPath = "/pve-docs/api-viewer/apidoc.js";

const versionAnswer = z.object({ version: z.string(), repoid: z.string().optional() });

/**
 * Gets the schema of the connected node's REST tree: from memory, from the disk by version, or from the node.
 *
 * One for each cluster, for as long as the process runs.
 */
export class ApiSchemaSource {
  readonly #wire: Wire;
  readonly #cache: SchemaCache | undefined;
  readonly #now: () => number;
  #latest: { readonly schema: Promise<ApiSchema>; until: number } | undefined;

  /**
   * @param cache where schemas are kept on disk; nowhere when undefined.
   * @param now a monotonic clock in milliseconds.
   */
  constructor(wire: Wire, cache?: CachePlace, now: () => number = () => performance.now()) {
    this.#wire = wire;
    this.#cache = cache === undefined ? undefined : new SchemaCache(cache);
    this.#now = now;
  }

  /**
   * The schema; fetched once, whoever waits for it.
   *
   * @throws {SchemaUnavailableError} saying why it cannot be had; the signal's reason when it fires.
   */
  get(signal?: AbortSignal): Promise<ApiSchema> {
    if (this.#latest === undefined || this.#now() > this.#latest.until) {
      const latest = { schema: this.#load(), until: this.#now() + keptFor };
      latest.schema.catch(() => {
        latest.until = this.#now() + failureKeptFor;
      });
      this.#latest = latest;
    }
    return abandonOn(this.#latest.schema, signal);
  }

  async #load(): Promise<ApiSchema> {
    try {
      const answer = await this.#wire.request({ method: "GET", path: "/version" });
      const { version, repoid } = versionAnswer.parse(answer.data);
      const release = repoid === undefined ? version : `${version}-${repoid}`;
      const endpoints = await this.#cache?.read(release) ?? await this.#read(release);
      const { ApiSchema } = await late<typeof import("./schema.ts")>("./schema.ts", import.meta.url);
      return new ApiSchema(version, endpoints);
    } catch (cause) {
      logger.debug("The API schema cannot be had: {error}", { error: cause });
      throw new SchemaUnavailableError(`The node's API schema cannot be had: ${explain(cause)}`, { cause });
    }
  }

  async #read(release: string): Promise<readonly ApiEndpoint[]> {
    const { parseApiDocument } = await late<typeof import("./document.ts")>("./document.ts", import.meta.url);
    const endpoints = parseApiDocument(await this.#fetch());
    await this.#cache?.write(release, endpoints);
    return endpoints;
  }

  #fetch(): Promise<string> {
    if (this.#wire.document === undefined) {
      throw new SchemaUnavailableError("it lies beside the REST API, which is not connected.");
    }
    return this.#wire.document(documentPath);
  }
}
