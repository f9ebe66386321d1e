import type { Resources } from "./resources.ts";

/** What a name that a person types may stand for. */
export type Completable = "guest" | "vm" | "container" | "node" | "storage" | "template";

/**
 * The names of a kind that begin with what was typed, in the order of the cluster; guests by vmid or by the beginning of their
 * name, since nobody remembers the number.
 */
export function completions(resources: Resources, kind: Completable, typed: string): readonly string[] {
  const start = typed.trim().toLowerCase();
  const begins = (name: string) => name.toLowerCase().startsWith(start);
  if (kind === "node") return resources.nodes.map(({ node }) => node).filter(begins);
  if (kind === "storage") {
    return [...new Set(resources.storages.map(({ storage }) => storage))].filter(begins);
  }
  return resources.guests
    .filter(({ type, template }) => isOfKind(kind, type, template))
    .filter(({ vmid, name }) => begins(String(vmid)) || (name !== undefined && begins(name)))
    .map(({ vmid }) => String(vmid));
}

function isOfKind(kind: Completable, type: string, template: boolean): boolean {
  if (kind === "template") return template && type === "qemu";
  return kind === "guest" || (kind === "vm") === (type === "qemu");
}
