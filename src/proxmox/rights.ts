import type { Permissions } from "./acl.ts";
import type { Release } from "./release.ts";

/** Where the tree of paths begins for a family of privileges: what holds there holds for all that the family is about. */
const bases: Readonly<Record<string, string>> = {
  VM: "/vms",
  Datastore: "/storage",
  Pool: "/pool",
  SDN: "/sdn",
  Mapping: "/mapping",
  User: "/access/groups",
  Group: "/access/groups",
  Realm: "/access/realm",
};

/** The path on which a privilege holds for everything it is about; `/` for those of nodes and the cluster. */
export function basePath(privilege: string): string {
  return bases[privilege.split(".")[0] ?? ""] ?? "/";
}

/**
 * Whether a privilege holds on a path, by what was read of the paths that matter.
 *
 * The nearest path above counts, and only what reaches below it: a grant on a path replaces what is inherited.
 */
export function holds(permissions: Permissions, privilege: string, path: string): boolean {
  const own = permissions.get(path);
  if (own !== undefined) return own.has(privilege);
  for (let above = parentOf(path); above !== undefined; above = parentOf(above)) {
    const inherited = permissions.get(above);
    if (inherited !== undefined) return inherited.get(privilege) === true;
  }
  return false;
}

/**
 * Privileges in the words of a release: before 9.0 one privilege was for all that the guest agent does, commands included.
 *
 * Whoever only looks is not asked for that one there: a tool then goes without what the agent tells.
 */
export function privilegesIn(release: Release, privileges: readonly string[]): readonly string[] {
  if (release.has("guest-agent-privileges")) return privileges;
  const needed = privileges.filter((name) => name !== "VM.GuestAgent.Audit");
  return [...new Set(needed.map((name) => name.startsWith("VM.GuestAgent.") ? "VM.Monitor" : name))];
}

/** Where a login holds a privilege: everywhere, on these paths alone, or nowhere (no paths). */
export type Reach = "everywhere" | readonly string[];

/** Says where a privilege holds. */
export function reachOf(permissions: Permissions, privilege: string): Reach {
  if (holds(permissions, privilege, basePath(privilege))) return "everywhere";
  return [...permissions].filter(([, held]) => held.has(privilege)).map(([path]) => path).sort();
}

/** The privileges of the same family that hold on its base already, which a role of its own there would take away. */
export function heldAtBase(permissions: Permissions, privilege: string): readonly string[] {
  const family = `${privilege.split(".")[0] ?? ""}.`;
  const base = basePath(privilege);
  const known = [...new Set([...permissions.values()].flatMap((held) => [...held.keys()]))];
  return known.filter((name) => name.startsWith(family) && holds(permissions, name, base));
}

function parentOf(path: string): string | undefined {
  if (path === "/") return undefined;
  const cut = path.lastIndexOf("/");
  return cut <= 0 ? "/" : path.slice(0, cut);
}
