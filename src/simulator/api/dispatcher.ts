import { Permissions } from "../access/permissions.ts";
import type { Identity } from "../cluster/identity.ts";
import { failBrokenNode } from "../faults/node_fault.ts";
import { type AnyEndpoint, type Machine, Reply, TextReply } from "./endpoint.ts";
import { ApiFailure, failure, forbidden, invalid, notImplemented } from "./failure.ts";
import { requirePermission } from "./permission_check.ts";
import { Router } from "./router.ts";
import { type RawParameters, validate } from "./validate.ts";

/** A call of the REST tree, whichever way it came in. */
export interface ApiRequest {
  /** The node that is asked; absent means the first one. */
  readonly node?: string;
  readonly method: string;
  /** Without `/api2/json`, decoded. */
  readonly path: string;
  readonly params?: RawParameters;
  /** Absent only for endpoints that need no authentication. */
  readonly identity?: Identity | undefined;
  /** Whether the call is made on the node itself, past its API daemons, as `pvesh` does. */
  readonly pastDaemons?: boolean;
}

/** The result of a call, before it is put into one of the body formats. */
export interface ApiResponse {
  readonly status: number;
  /** The reason phrase. */
  readonly reason: string;
  readonly data: unknown;
  /** With its newline, as the body has it; only on failure. */
  readonly message?: string;
  readonly errors?: Readonly<Record<string, string>>;
  /** Further keys of the body: `total`, `changes`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Set when the body is not JSON: the text itself, or empty. */
  readonly text?: string;
  readonly contentType?: string;
}

/** Finds, checks and runs endpoints in the order in which Proxmox VE does. */
export class Dispatcher {
  /** Those of the simulated release. */
  readonly endpoints: readonly AnyEndpoint[];
  readonly #machine: Machine;
  readonly #router: Router;

  constructor(machine: Machine, endpoints: readonly AnyEndpoint[]) {
    this.#machine = machine;
    this.endpoints = machine.cluster.isNine ? endpoints : ofRelease8(endpoints);
    this.#router = new Router(this.endpoints);
  }

  /** Whether a path is open to callers without credentials. */
  isPublic(method: string, path: string): boolean {
    const permission = this.#router.find(method, path)?.endpoint.permission;
    return permission !== undefined && "user" in permission && permission.user === "world";
  }

  /** Makes a call; failures are answers too. */
  async call(request: ApiRequest): Promise<ApiResponse> {
    try {
      const result = await this.#run(request);
      if (result instanceof TextReply) {
        return { status: 200, reason: "OK", data: null, text: result.text, contentType: result.contentType };
      }
      if (result instanceof Reply) {
        return { status: 200, reason: "OK", data: result.data, extra: result.extra };
      }
      return { status: 200, reason: "OK", data: result ?? null };
    } catch (error) {
      return failed(error);
    }
  }

  async #run(request: ApiRequest): Promise<unknown> {
    const match = this.#router.find(request.method, request.path);
    if (match === undefined) throw notImplemented(request.method, request.path);
    const { endpoint } = match;
    const { cluster, faults } = this.#machine;
    const identity = request.identity ?? { userid: "" };
    const given = merge(request.params ?? {}, match.pathParams);
    const permissions = new Permissions(cluster, identity);
    if (endpoint.ticketOnly === true && identity.token !== undefined) {
      throw forbidden(`URI '${request.path}' not available with API token, need proper ticket.\n`);
    }
    if (!this.isPublic(request.method, request.path)) {
      requirePermission(endpoint.permission, { cluster, identity, permissions, given });
    }
    const entry = request.node ?? cluster.nodes()[0]?.name ?? "localhost";
    const node = await this.#resolveNode(given["node"], entry, endpoint);
    if (endpoint.local !== true && request.pastDaemons !== true) {
      const hop = { isLocal: node === entry, isProtected: endpoint.protected === true };
      const isolated = !hop.isLocal && !faults.isOnline(entry);
      await failBrokenNode(faults.nodeFault(isolated ? entry : node), hop, cluster.clock);
    }
    const { values, errors } = validate(endpoint.parameters, given);
    if (Object.keys(errors).length > 0) throw invalid(errors);
    // `localhost` in a path is the entry; a `node` in the body of another call stays what it is.
    if (endpoint.path.startsWith("/nodes/{node}")) values["node"] = node;
    return await endpoint.handler({
      ...this.#machine,
      node,
      entry,
      identity,
      permissions,
      params: values,
      given,
    });
  }

  /** A name that is no member is looked up in DNS, which takes six seconds to fail. */
  async #resolveNode(given: unknown, entry: string, endpoint: AnyEndpoint): Promise<string> {
    const isNodePath = endpoint.path.startsWith("/nodes/{node}") && endpoint.path !== "/nodes/{node}";
    if (!isNodePath || typeof given !== "string" || given === "localhost") return entry;
    const { cluster } = this.#machine;
    if (cluster.node(given) !== undefined || endpoint.local === true) return given;
    if (cluster.nodes().some((node) => node.ip === given)) {
      throw new ApiFailure(500, "proxy loop detected", { body: "text" });
    }
    await cluster.clock.sleep(6);
    throw failure(
      `hostname lookup '${given}' failed - failed to get address info for: ${given}: ` +
        "Temporary failure in name resolution",
    );
  }
}

/** The endpoints and parameters that did not come with 9. */
function ofRelease8(endpoints: readonly AnyEndpoint[]): AnyEndpoint[] {
  return endpoints.filter(({ since }) => since === undefined).map((endpoint) => ({
    ...endpoint,
    parameters: Object.fromEntries(
      Object.entries(endpoint.parameters).filter(([, { since }]) => since === undefined),
    ),
  }));
}

function merge(params: RawParameters, pathParams: Readonly<Record<string, string>>): RawParameters {
  for (const [name, value] of Object.entries(pathParams)) {
    if (params[name] !== undefined && String(params[name]) !== value) {
      throw invalid({ [name]: "duplicate parameter (already defined in URI) with conflicting values!" });
    }
  }
  return { ...params, ...pathParams };
}

function failed(error: unknown): ApiResponse {
  if (!(error instanceof ApiFailure)) throw error;
  const { status, reason, errors, body } = error;
  if (body !== "json") return { status, reason, data: null, text: body === "text" ? error.message : "" };
  const message = error.newline ? `${error.message}\n` : error.message;
  return { status, reason, data: null, message, ...(errors === undefined ? {} : { errors }) };
}
