import type { Guest } from "../proxmox/resources.ts";

/** What a call acts on, as it was found in the cluster; the policy's lists and the audit log work with this. */
export type Target =
  | { readonly kind: "guest"; readonly guest: Guest; readonly snapshot?: string }
  | {
    readonly kind: "new-guest";
    readonly vmid: number | undefined;
    readonly node: string | undefined;
    readonly pool?: string | undefined;
  }
  | { readonly kind: "node"; readonly node: string }
  | { readonly kind: "storage"; readonly storage: string; readonly node?: string | undefined }
  | { readonly kind: "volume"; readonly volume: string; readonly node?: string | undefined }
  | { readonly kind: "task"; readonly upid: string; readonly node: string }
  | { readonly kind: "cluster"; readonly what: string };

/** Names a guest the way answers do: `VM 105 (web1)` or `CT 201 (db1)`; the name must be clean already. */
export function guestName(guest: Pick<Guest, "type" | "vmid" | "name">): string {
  return `${guest.type === "qemu" ? "VM" : "CT"} ${guest.vmid}${
    guest.name === undefined ? "" : ` (${guest.name})`
  }`;
}

/** Names a target in one short phrase, for confirmations and the audit log. */
export function targetName(target: Target): string {
  switch (target.kind) {
    case "guest":
      return target.snapshot === undefined
        ? guestName(target.guest)
        : `snapshot ${target.snapshot} of ${guestName(target.guest)}`;
    case "new-guest":
      return target.vmid === undefined ? "a new guest" : `new guest ${target.vmid}`;
    case "node":
      return `node ${target.node}`;
    case "storage":
      return `storage ${target.storage}${target.node === undefined ? "" : ` on ${target.node}`}`;
    case "volume":
      return `volume ${target.volume}`;
    case "task":
      return `task ${target.upid}`;
    case "cluster":
      return target.what;
  }
}
