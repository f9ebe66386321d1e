import type { Permissions } from "../access/permissions.ts";
import type { Authentication } from "../access/authentication.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Identity } from "../cluster/identity.ts";
import type { Consoles } from "../console/consoles.ts";
import type { Faults } from "../faults/faults.ts";
import type { TaskRunner } from "../tasks/runner.ts";
import type { ParameterMap, Values } from "./schema.ts";
import type { RawParameters } from "./validate.ts";

/** The methods of Proxmox's REST tree. */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** A permission check in the nested array form of Proxmox's schema. */
export type Check =
  | readonly ["perm", string, readonly string[]]
  | readonly ["perm", string, readonly string[], "any", 1]
  | readonly ["perm", string, readonly string[], "require_param", string]
  | readonly ["userid-param", "self"]
  | readonly ["userid-param", "Realm.AllocateUser"]
  | readonly ["userid-group", readonly string[]]
  | readonly ["and", ...Check[]]
  | readonly ["or", ...Check[]];

/**
 * Who may call an endpoint: everybody (`world`), every authenticated identity (`all`), or whoever passes a check.
 *
 * An endpoint without one is for root@pam alone.
 */
export type Permission =
  | { readonly user: "world" | "all"; readonly description?: string }
  | { readonly check: Check; readonly description?: string };

/** The parts of the simulator a handler works with. */
export interface Machine {
  readonly cluster: Cluster;
  readonly tasks: TaskRunner;
  readonly faults: Faults;
  readonly authentication: Authentication;
  readonly consoles: Consoles;
}

/** What is known about a call before its parameters are looked at. */
export interface CallContext extends Machine {
  /** The node that executes: the one in the path, else the one that was asked. */
  readonly node: string;
  /** The node that was asked. */
  readonly entry: string;
  readonly identity: Identity;
  readonly permissions: Permissions;
  /** The parameters as they arrived. */
  readonly given: RawParameters;
}

/** One call as its handler sees it. */
export interface Call<M extends ParameterMap = ParameterMap> extends CallContext {
  /** Checked parameters, those of the path among them. */
  readonly params: Values<M>;
}

/** A declared endpoint: everything about it stands in one place. */
export interface Endpoint<M extends ParameterMap = ParameterMap> {
  readonly method: Method;
  /** With `{name}` for parameters; `{volume*}` takes the rest of the path. */
  readonly path: string;
  readonly description: string;
  /** Runs in pvedaemon as root; matters when that daemon is down. */
  readonly protected?: boolean;
  /** Answered by the node that was asked although the path names another one. */
  readonly local?: boolean;
  /** Refused to API tokens. */
  readonly ticketOnly?: boolean;
  /** Releases that have it; absent means all. */
  readonly since?: "9";
  readonly permission?: Permission;
  readonly parameters: M;
  readonly handler: (call: Call<M>) => unknown;
}

/** A call whose parameter types have been forgotten. */
export interface AnyCall extends CallContext {
  readonly params: Readonly<Record<string, unknown>>;
}

/** An endpoint whose parameter types have been forgotten, as the router keeps it. */
export type AnyEndpoint = Omit<Endpoint, "handler"> & { readonly handler: (call: AnyCall) => unknown };

/** Declares an endpoint; the types of `call.params` follow from `parameters`. */
export function defineEndpoint<const M extends ParameterMap>(endpoint: Endpoint<M>): AnyEndpoint {
  // The dispatcher hands over only what `validate` has checked against this very map.
  return { ...endpoint, handler: (call) => endpoint.handler({ ...call, params: call.params as Values<M> }) };
}

/** A result with more than `data` beside it. */
export class Reply {
  readonly data: unknown;
  /** Further keys of the body: `total`, `changes`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(data: unknown, extra: Readonly<Record<string, unknown>>) {
    this.data = data;
    this.extra = extra;
  }
}

/** A result that is sent as plain text instead of JSON. */
export class TextReply {
  readonly text: string;
  readonly contentType: string;

  constructor(text: string, contentType = "text/plain") {
    this.text = text;
    this.contentType = contentType;
  }
}

/** A check for all of the privileges on a path. */
export function needs(path: string, ...privs: string[]): { readonly check: Check } {
  return { check: ["perm", path, privs] };
}

/** A check for any of the privileges on a path. */
export function needsAny(path: string, ...privs: string[]): { readonly check: Check } {
  return { check: ["perm", path, privs, "any", 1] };
}

/** Every authenticated identity may call; what it gets depends on its rights. */
export const ANYONE: Permission = { user: "all" };
