import type { Cluster } from "../cluster/cluster.ts";
import { type AclEntry, type Identity, identityName, isRoot } from "../cluster/identity.ts";
import { privileges } from "./privileges.ts";

/** Privileges on a path; the value says whether they are inherited by paths below it. */
export type Privileges = ReadonlyMap<string, boolean>;

/** The rights of one identity, computed when asked and remembered for the length of one call. */
export class Permissions {
  readonly #cluster: Cluster;
  readonly #identity: Identity;
  readonly #cache = new Map<string, Privileges>();
  readonly #aclByPath: Map<string, AclEntry[]>;
  readonly #pools: Map<number, string>;

  constructor(cluster: Cluster, identity: Identity) {
    this.#cluster = cluster;
    this.#identity = identity;
    this.#aclByPath = Map.groupBy(cluster.state.acl, (entry) => entry.path);
    this.#pools = cluster.poolsByGuest();
  }

  /** Whether the identity holds all privileges on the path, or any of them. */
  has(path: string, privs: readonly string[], any = false): boolean {
    const held = this.on(path);
    return any ? privs.some((priv) => held.has(priv)) : privs.every((priv) => held.has(priv));
  }

  /** All privileges on a normalised path. */
  on(path: string): Privileges {
    const normal = this.#inheritedFrom(path);
    const known = this.#cache.get(normal);
    if (known !== undefined) return known;
    const result = this.#compute(normal);
    this.#cache.set(normal, result);
    return result;
  }

  /** The paths that carry grants. */
  aclPaths(): string[] {
    return [...this.#aclByPath.keys()];
  }

  /** In a cluster of thousands most guests carry no grant of their own: they share the answer of `/vms`. */
  #inheritedFrom(path: string): string {
    const match = /^\/vms\/(\d+)$/.exec(path);
    if (match === null || this.#aclByPath.has(path) || this.#pools.has(Number(match[1]))) return path;
    return "/vms/-";
  }

  #compute(path: string): Privileges {
    if (isRoot(this.#identity)) return this.#everything();
    const user = this.#ofUser(path);
    const { userid, token } = this.#identity;
    if (token === undefined) return user;
    if (this.#cluster.state.users[userid]?.tokens[token]?.privsep !== true) return user;
    const own = this.#privilegesOf(path, "token", identityName(this.#identity));
    const both = [...own].filter(([priv]) => user.has(priv));
    return new Map(both.map(([priv, propagate]) => [priv, propagate && user.get(priv) === true]));
  }

  #everything(): Privileges {
    return new Map(privileges(this.#cluster.release).map((priv) => [priv, true]));
  }

  #ofUser(path: string): Privileges {
    const { userid } = this.#identity;
    return userid === "root@pam" ? this.#everything() : this.#privilegesOf(path, "user", userid);
  }

  /** Adds what membership in a pool gives to what the path itself gives; NoAccess on the path forbids both. */
  #privilegesOf(path: string, kind: "user" | "token", ugid: string): Privileges {
    const roles = this.#rolesOn(path, kind, ugid);
    const own = this.#expand(roles);
    const pool = this.#poolOf(path);
    if (pool === undefined || roles.has("NoAccess")) return own;
    const result = new Map(own);
    for (const priv of this.#expand(this.#rolesOn(`/pool/${pool}`, kind, ugid)).keys()) {
      if (!result.has(priv)) result.set(priv, false);
    }
    return result;
  }

  #poolOf(path: string): string | undefined {
    const guest = /^\/vms\/(\d+)$/.exec(path);
    if (guest !== null) return this.#pools.get(Number(guest[1]));
    const storage = /^\/storage\/(.+)$/.exec(path);
    if (storage === null) return undefined;
    const [, name = ""] = storage;
    return Object.entries(this.#cluster.state.pools).find(([, pool]) => pool.storage.includes(name))?.[0];
  }

  #expand(roles: ReadonlyMap<string, boolean>): Map<string, boolean> {
    const result = new Map<string, boolean>();
    if (roles.has("NoAccess")) return result;
    for (const [role, propagate] of roles) {
      for (const priv of this.#cluster.state.roles[role]?.privs ?? []) {
        result.set(priv, propagate || result.get(priv) === true);
      }
    }
    return result;
  }

  /** A more specific path replaces what is inherited; a user's own entries go before those of its groups. */
  #rolesOn(path: string, kind: "user" | "token", ugid: string): Map<string, boolean> {
    let roles = new Map<string, boolean>();
    const groups = kind === "user" ? this.#cluster.state.users[ugid]?.groups ?? [] : [];
    for (const prefix of prefixes(path)) {
      const entries = (this.#aclByPath.get(prefix) ?? []).filter((entry) =>
        entry.propagate || prefix === path
      );
      const own = entries.filter((entry) => entry.type === kind && entry.ugid === ugid);
      const inherited = entries.filter((entry) => entry.type === "group" && groups.includes(entry.ugid));
      const found = own.length > 0 ? own : inherited;
      if (found.length > 0) roles = new Map(found.map((entry) => [entry.roleid, entry.propagate]));
    }
    return roles;
  }
}

/** `/`, `/vms`, `/vms/100` for `/vms/100`. */
function prefixes(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return ["/", ...parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`)];
}

/** Brings an ACL path into its normal form; `undefined` when it holds characters no path may have. */
export function normalizePath(path: string): string | undefined {
  const normal = `/${path}`.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  return /^[A-Za-z0-9.\-_@/]+$/.test(normal) ? normal : undefined;
}
