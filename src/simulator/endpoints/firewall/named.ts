import type { CallContext } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { optional, text } from "../../api/schema.ts";
import type { FirewallScope } from "../../cluster/state.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { requirePartDigest, type Scope } from "./scope.ts";

/** The name of an alias or IP set. */
export const NAME = text({ minLength: 2, maxLength: 64, pattern: "[A-Za-z][A-Za-z0-9\\-\\_]+" });

/** A comment on anything named. */
export const COMMENT = optional(text());

/** An address, a range, or the name of an alias. */
export const CIDR = text({ format: "IPorCIDRorAlias" });

/** The part of a declaration that all reads of a scope share. */
export function reading(scope: Scope, path: string, description: string) {
  const local = scope.local === true ? { local: true } as const : {};
  return { method: "GET", path, description, permission: scope.read, ...local } as const;
}

/** The part of a declaration that all changes of a scope share. */
export function writing<const M extends "POST" | "PUT" | "DELETE">(
  scope: Scope,
  method: M,
  path: string,
  description: string,
) {
  const local = scope.local === true ? { local: true } as const : {};
  return { method, path, description, permission: scope.write, protected: true, ...local } as const;
}

/**
 * The rule set, once it may be written and the digest fits.
 *
 * @throws {ApiFailure} 500 without quorum or for another version of the part
 */
export async function open(
  scope: Scope,
  call: CallContext,
  part?: "aliases" | "groups" | "ipsets",
): Promise<FirewallScope> {
  const found = scope.find(call);
  if (part !== undefined) requirePartDigest(found[part], call.given["digest"]);
  await requireClusterLock(call.faults, call.cluster.clock, scope.lock(call));
  return found;
}

/**
 * Finds something by its name.
 *
 * @throws {ApiFailure} 500 saying what there is none of
 */
export function requireNamed<T>(all: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = all[name];
  if (found === undefined) throw failure(`no such ${what} '${name}'`);
  return found;
}

/** The comment of a call, when it has one. */
export function comment({ given }: CallContext): { comment?: string } {
  return given["comment"] === undefined ? {} : { comment: String(given["comment"]) };
}
