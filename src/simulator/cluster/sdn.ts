import { digestOf } from "./digest.ts";
import type { Section } from "./section.ts";

/** What a software-defined network is made of. */
export type SdnKind = "zones" | "vnets" | "subnets";

/** One version of the network's configuration. */
export type SdnVersion = Record<SdnKind, Record<string, Section>>;

/** The network as it is being edited, and as it runs since it was last applied. */
export interface Sdn {
  edited: SdnVersion;
  running: SdnVersion;
}

/** Which version of the network a list shows: the edited one, the running one, or both side by side. */
export interface SdnView {
  readonly pending?: boolean;
  readonly running?: boolean;
}

/** A network without zones. */
export function emptySdn(): Sdn {
  return { edited: { zones: {}, vnets: {}, subnets: {} }, running: { zones: {}, vnets: {}, subnets: {} } };
}

/** The objects of one kind as the API lists them. */
export function sdnRows(sdn: Sdn, kind: SdnKind, view: SdnView): Record<string, unknown>[] {
  const edited = sdn.edited[kind];
  const running = sdn.running[kind];
  if (view.running === true) return Object.values(running);
  if (view.pending !== true) {
    return Object.values(edited).map((object) => ({ ...object, digest: digestOf(edited) }));
  }
  return Object.keys({ ...running, ...edited }).map((id) => pendingRow(kind, running[id], edited[id]));
}

/** An object with what it will be: the values that run, and those that wait to be applied. */
function pendingRow(
  kind: SdnKind,
  running: Section | undefined,
  edited: Section | undefined,
): Record<string, unknown> {
  if (edited === undefined) return { ...running, state: "deleted" };
  const { type, [idKey(kind)]: id, ...options } = edited;
  if (running === undefined) {
    return { type, [idKey(kind)]: id, ...options, state: "new", pending: options };
  }
  const keys = Object.keys({ ...running, ...options });
  const changed = keys.filter((key) => key !== "type" && running[key] !== edited[key]);
  if (changed.length === 0) return { ...running };
  const pending = Object.fromEntries(changed.map((key) => [key, edited[key] ?? "deleted"]));
  return { ...running, state: "changed", pending };
}

/** The key an object's name stands under. */
export function idKey(kind: SdnKind): "zone" | "vnet" | "subnet" {
  return kind === "zones" ? "zone" : kind === "vnets" ? "vnet" : "subnet";
}

/** The zone a bridge belongs to: its own for a virtual network, `localnetwork` for a bridge of the node. */
export function zoneOfBridge(sdn: Sdn, bridge: string): string {
  return String(sdn.running.vnets[bridge]?.["zone"] ?? "localnetwork");
}
