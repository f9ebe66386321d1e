import { getLogger } from "@logtape/logtape";
import { opensConsole } from "../wire/console_requests.ts";
import { ConnectionError, ForeignAnswerError } from "../wire/errors.ts";
import { carriesInput, secretParameter } from "../wire/secret_parameters.ts";
import type {
  Answer,
  ByteStream,
  CarryOptions,
  DocumentPath,
  Method,
  Wire,
  WireName,
  WireRequest,
} from "../wire/wire.ts";

/** What {@linkcode AutoWire} chooses by. */
export interface AutoWireOptions {
  readonly api: Wire;
  readonly ssh: Wire;
  /** The wire for changes; reads go by the API. */
  readonly changes: WireName;
  /** Milliseconds for which a wire that could not be reached is tried last; default 30 000. */
  readonly avoidance?: number;
}

/**
 * Both wires as one: reads by the API, changes by the wire that the settings name, and either by the other one while the
 * first cannot be reached.
 *
 * A change goes the other way only when its connection failed before anything was sent; a change whose answer was lost is
 * never sent again.
 */
export class AutoWire implements Wire {
  readonly #options: AutoWireOptions;
  readonly #unreachableUntil = new Map<WireName, number>();

  constructor(options: AutoWireOptions) {
    this.#options = options;
  }

  get name(): WireName {
    return this.#order("GET")[0].name;
  }

  async request(request: WireRequest, options?: CarryOptions): Promise<Answer> {
    // Command lines show what is in them: a secret goes by the API or not at all.
    // And a console's ticket stands in the API's answer alone.
    if (secretParameter(request) !== undefined || opensConsole(request)) {
      return await this.#carry(this.#options.api, request, options);
    }
    const [first, second] = this.#order(carriesInput(request) ? "GET" : request.method);
    try {
      return await this.#carry(first, request, options);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      getLogger(["proxmox-mcp", "proxmox"]).warn("{first} cannot be reached, trying {second}: {reason}", {
        first: first.name,
        second: second.name,
        reason: error.message,
      });
      return await this.#otherWay(second, request, options, error);
    }
  }

  /** Streams go by the API alone. */
  get openStream(): ((request: WireRequest, options?: CarryOptions) => Promise<ByteStream>) | undefined {
    const { api } = this.#options;
    return api.openStream?.bind(api);
  }

  async document(path: DocumentPath, options?: CarryOptions): Promise<string> {
    const { api, ssh } = this.#options;
    const wires = [api, ssh].filter((wire) => wire.document !== undefined);
    const [first, second] = this.#isAvoided(api) ? wires.toReversed() : wires;
    try {
      return await documentFrom(first, path, options);
    } catch (error) {
      if (!(error instanceof ConnectionError) || second === undefined) throw error;
      return await documentFrom(second, path, options);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#options.api.close(), this.#options.ssh.close()]);
  }

  async #otherWay(
    wire: Wire,
    request: WireRequest,
    options: CarryOptions | undefined,
    firstError: ConnectionError,
  ): Promise<Answer> {
    try {
      return await this.#carry(wire, request, options);
    } catch (error) {
      // Both wires are down: the first one's trouble is the one that the settings are about.
      throw error instanceof ConnectionError ? firstError : error;
    }
  }

  async #carry(wire: Wire, request: WireRequest, options: CarryOptions | undefined): Promise<Answer> {
    try {
      const answer = await wire.request(request, options);
      this.#unreachableUntil.delete(wire.name);
      return answer;
    } catch (error) {
      if (error instanceof ConnectionError) {
        this.#unreachableUntil.set(wire.name, performance.now() + (this.#options.avoidance ?? 30_000));
      }
      throw error;
    }
  }

  #order(method: Method): readonly [Wire, Wire] {
    const { api, ssh, changes } = this.#options;
    const preferred = method === "GET" ? api : changes === "api" ? api : ssh;
    const other = preferred === api ? ssh : api;
    return this.#isAvoided(preferred) && !this.#isAvoided(other) ? [other, preferred] : [preferred, other];
  }

  #isAvoided(wire: Wire): boolean {
    return (this.#unreachableUntil.get(wire.name) ?? 0) > performance.now();
  }
}

/** Fetches a document; both wires of this program can, others may not. */
export async function documentFrom(
  wire: Wire | undefined,
  path: DocumentPath,
  options?: CarryOptions,
): Promise<string> {
  if (wire?.document === undefined) {
    throw new ForeignAnswerError(`The wire carries no documents such as ${path}.`);
  }
  return await wire.document(path, options);
}
