import type * as z from "zod";
import type { Answer, ByteStream, CarryOptions, Method, Parameters, Wire, WireName } from "../wire/wire.ts";
import { ForeignAnswerError, WireError } from "../wire/errors.ts";
import type { TaskWaits } from "./task_waits.ts";

/**
 * Proxmox's REST tree for one call: each request carries the call's abort signal, each answer is parsed by a schema.
 *
 * Whichever wire carries it: REST, or `pvesh` over SSH.
 */
export class Connection {
  readonly #wire: Wire;
  readonly #signal: AbortSignal | undefined;
  /** The cluster's count of tasks that are followed; undefined where none is kept. */
  readonly waits: TaskWaits | undefined;
  #lastWire: WireName | undefined;
  #changeWire: WireName | undefined;

  constructor(wire: Wire, signal?: AbortSignal, waits?: TaskWaits) {
    this.#wire = wire;
    this.#signal = signal;
    this.waits = waits;
  }

  /** The wire that carried the latest answer, for answers that say how they came. */
  get carriedBy(): WireName {
    return this.#lastWire ?? this.#wire.name;
  }

  /** The wire that carried what the call changed, though reads came after it; that of the latest answer where it changed nothing. */
  get changedBy(): WireName {
    return this.#changeWire ?? this.carriedBy;
  }

  /** Remembers that the call changes something past the REST tree, by commands over SSH. */
  noteCommands(): void {
    this.#changeWire = "ssh";
  }

  /** The call's abort signal, for whoever waits between requests. */
  get signal(): AbortSignal | undefined {
    return this.#signal;
  }

  /** The same connection whose requests end with another signal, for cleaning up after a call that was cancelled. */
  endingWith(signal: AbortSignal): Connection {
    return new Connection(this.#wire, signal);
  }

  /** Reads `path` and parses the answer. @throws {WireError} and its kinds. */
  get<Data>(
    path: string,
    schema: z.ZodType<Data>,
    parameters?: Parameters,
    options?: CarryOptions,
  ): Promise<Data> {
    return this.#parsed("GET", path, schema, parameters, options);
  }

  /** Reads a list that Proxmox pages, with `total`, the number of rows it has in all. */
  async getPage<Data>(
    path: string,
    schema: z.ZodType<Data>,
    parameters?: Parameters,
    options?: CarryOptions,
  ): Promise<{ readonly data: Data; readonly total: number | undefined }> {
    const answer = await this.request("GET", path, parameters, options);
    return { data: parse(answer.data, schema, "GET", path), total: answer.total };
  }

  /** Reads a configuration with the diff of what waits to be put in force; undefined where nothing waits, or over SSH. */
  async getPending<Data>(
    path: string,
    schema: z.ZodType<Data>,
  ): Promise<{ readonly data: Data; readonly changes: string | undefined }> {
    const answer = await this.request("GET", path);
    return { data: parse(answer.data, schema, "GET", path), changes: answer.changes };
  }

  /** Sends `POST path` and parses the answer. @throws {LostAnswerError} when it is unknown whether it was carried out. */
  post<Data>(
    path: string,
    schema: z.ZodType<Data>,
    parameters?: Parameters,
    options?: CarryOptions,
  ): Promise<Data> {
    return this.#parsed("POST", path, schema, parameters, options);
  }

  /** Sends `PUT path` and parses the answer. */
  put<Data>(path: string, schema: z.ZodType<Data>, parameters?: Parameters): Promise<Data> {
    return this.#parsed("PUT", path, schema, parameters);
  }

  /** Sends `DELETE path`, parameters in the query string, and parses the answer. */
  delete<Data>(path: string, schema: z.ZodType<Data>, parameters?: Parameters): Promise<Data> {
    return this.#parsed("DELETE", path, schema, parameters);
  }

  /** Sends any request and returns the answer unparsed, as the generic tools need it. */
  async request(
    method: Method,
    path: string,
    parameters?: Parameters,
    options: CarryOptions = {},
  ): Promise<Pick<Answer, "data" | "total" | "changes">> {
    const signal = options.signal ?? this.#signal;
    const answer = await this.#wire.request(
      { method, path, ...(parameters === undefined ? {} : { parameters }) },
      { ...options, ...(signal === undefined ? {} : { signal }) },
    );
    this.#lastWire = answer.wire;
    if (method !== "GET") this.#changeWire = answer.wire;
    return answer;
  }

  /** Whether streams can be opened; they cannot over SSH alone. */
  get hasStreams(): boolean {
    return this.#wire.openStream !== undefined;
  }

  /** Opens a stream of the tree, which ends with the signal. @throws {WireError} where {@linkcode hasStreams} is false. */
  async openStream(path: string, parameters: Parameters, signal: AbortSignal): Promise<ByteStream> {
    if (this.#wire.openStream === undefined) {
      throw new WireError(`GET ${path} is a websocket, and the wire ${this.#wire.name} has none.`);
    }
    return await this.#wire.openStream({ method: "GET", path, parameters }, { signal });
  }

  async #parsed<Data>(
    method: Method,
    path: string,
    schema: z.ZodType<Data>,
    parameters?: Parameters,
    options?: CarryOptions,
  ): Promise<Data> {
    const answer = await this.request(method, path, parameters, options);
    return parse(answer.data, schema, method, path);
  }
}

function parse<Data>(data: unknown, schema: z.ZodType<Data>, method: Method, path: string): Data {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ForeignAnswerError(
    `Proxmox answered ${method} ${path} in an unexpected shape: ${faults(parsed.error)}.`,
    {
      remedy: "proxmox_api_read shows the answer as it is; please report it with the version of Proxmox VE.",
    },
  );
}

/** The first faults alone: a list of thousands of rows would repeat the same one thousands of times. */
function faults(error: z.ZodError): string {
  return error.issues.slice(0, 3).map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`
  ).join("; ");
}
