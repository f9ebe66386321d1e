/** HTTP methods of Proxmox's REST tree; `pvesh` names them get, create, set and delete. */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One parameter as a tool states it; booleans travel as 0 and 1, lists as repeated keys, null and undefined not at all. */
export type ParameterValue = string | number | boolean | null | undefined | readonly (string | number)[];

/** Parameters of one request by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** One request against Proxmox's REST tree, whichever wire carries it. */
export interface WireRequest {
  readonly method: Method;
  /** Below `/api2/json`, starting with a slash, built by {@linkcode path} so that ids are checked and encoded. */
  readonly path: string;
  readonly parameters?: Parameters;
}

/** How one request is carried. */
export interface CarryOptions {
  /** Ends the request early; the error is the signal's reason. */
  readonly signal?: AbortSignal;
  /** Deadline of this request in milliseconds; default is the wire's own (`PROXMOX_TIMEOUT`). */
  readonly timeout?: number;
  /** True for the polling of a task, which the rate limit leaves out. */
  readonly unpaced?: boolean;
}

/** Which wire carried an answer. */
export type WireName = "api" | "ssh";

/** Proxmox's answer: `data` as it came (not yet checked), `total` of paged lists, and the wire that carried it. */
export interface Answer {
  readonly data: unknown;
  readonly total?: number;
  /** What waits to be put in force, as a unified diff; of the API alone, and of a node's network. */
  readonly changes?: string;
  readonly wire: WireName;
}

/** A static document that a node serves beside its API, such as `/pve-docs/api-viewer/apidoc.js`. */
export type DocumentPath = `/pve-docs/${string}`;

/** A connection that stays open and carries bytes both ways, such as that of a guest's console. */
export interface ByteStream {
  /** What comes in, chunk by chunk, to the end; throws a `WireError` when the connection breaks. */
  readonly received: AsyncIterable<Uint8Array>;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Ends the connection; a second time does nothing. */
  close(): void;
}

/**
 * The one interface both wires implement: a request against Proxmox's REST tree.
 *
 * Throws a {@linkcode WireError} of `errors.ts`, or a `PolicyError` when the policy forbids the request.
 */
export interface Wire {
  /** Which wire this is; `auto` answers with the wire it would use for a read. */
  readonly name: WireName;
  request(request: WireRequest, options?: CarryOptions): Promise<Answer>;
  /**
   * Fetches a static document of the node as text; missing where the wire cannot.
   *
   * No guard is asked: the node hands these files to anyone, and reading them shows and changes nothing of the cluster.
   */
  document?(path: DocumentPath, options?: Pick<CarryOptions, "signal" | "timeout">): Promise<string>;
  /**
   * Opens a stream of the REST tree, such as `/nodes/{node}/qemu/{vmid}/vncwebsocket`; missing where the wire cannot.
   *
   * The deadline is that of its opening; the signal ends the stream at any time.
   */
  readonly openStream?: ((request: WireRequest, options?: CarryOptions) => Promise<ByteStream>) | undefined;
  /** Ends kept connections and timers; a closed wire refuses further requests. */
  close(): Promise<void>;
}
