import { normalizePath } from "../access/permissions.ts";
import type { Permissions } from "../access/permissions.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { type Identity, isRoot } from "../cluster/identity.ts";
import type { Check, Permission } from "./endpoint.ts";
import { ApiFailure, forbidden, missingPrivilege } from "./failure.ts";
import type { RawParameters } from "./validate.ts";

/** What a permission check looks at. */
export interface CheckContext {
  readonly cluster: Cluster;
  readonly identity: Identity;
  readonly permissions: Permissions;
  readonly given: RawParameters;
}

/**
 * Lets a call pass or refuses it.
 *
 * @throws {ApiFailure} 403 with the path and the missing privileges
 */
export function requirePermission(permission: Permission | undefined, context: CheckContext): void {
  if (isRoot(context.identity)) return;
  if (permission === undefined) throw forbidden("user != root@pam");
  if ("user" in permission) return;
  enforce(permission.check, context);
}

function enforce(check: Check, context: CheckContext): void {
  switch (check[0]) {
    case "perm":
      return enforcePrivileges(check, context);
    case "userid-param":
      return enforceUser(check[1], context);
    case "userid-group":
      return enforceUserGroup(check[1], context);
    case "and": {
      for (const part of check.slice(1) as Check[]) enforce(part, context);
      return;
    }
    case "or":
      return enforceAny(check.slice(1) as Check[], context);
  }
}

/** One of several: the failure of the last one would mislead, so Proxmox shows the bare sentence. */
function enforceAny(checks: Check[], context: CheckContext): void {
  for (const part of checks) {
    try {
      return enforce(part, context);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
    }
  }
  throw forbidden();
}

function enforcePrivileges(
  check: Extract<Check, readonly ["perm", ...unknown[]]>,
  context: CheckContext,
): void {
  const [, template, privs, option, argument] = check;
  if (option === "require_param" && context.given[String(argument)] === undefined) throw forbidden();
  const path = normalizePath(fill(template, context.given));
  const any = option === "any";
  if (path === undefined) throw missingPrivilege("", privs, any);
  if (!context.permissions.has(path, privs, any)) throw missingPrivilege(path, privs, any);
}

function fill(template: string, given: RawParameters): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => String(given[name] ?? ""));
}

function enforceUser(rule: string, context: CheckContext): void {
  const userid = String(context.given["userid"] ?? "");
  if (rule === "self") {
    if (userid === context.identity.userid) return;
    throw forbidden("userid != self");
  }
  const realm = userid.split("@")[1] ?? "";
  const path = `/access/realm/${realm}`;
  if (!context.permissions.has(path, [rule])) throw missingPrivilege(path, [rule]);
}

function enforceUserGroup(privs: readonly string[], context: CheckContext): void {
  if (context.permissions.has("/access/groups", privs, true)) return;
  const groups = context.cluster.state.users[String(context.given["userid"])]?.groups ?? [];
  if (groups.some((group) => context.permissions.has(`/access/groups/${group}`, privs, true))) return;
  throw missingPrivilege("/access/groups", privs, true);
}
