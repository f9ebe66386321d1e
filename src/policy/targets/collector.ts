import { volumeOwner, volumeParts } from "./volume.ts";

/** What happens to a guest that a request names: it is read or copied from, changed, or made. */
export type GuestRole = "used" | "changed" | "created";

/** Everything that a request names, by path and parameters. */
export interface RequestTargets {
  readonly guests: ReadonlyMap<number, GuestRole>;
  readonly nodes: ReadonlySet<string>;
  readonly storages: ReadonlySet<string>;
  readonly pools: ReadonlySet<string>;
  /** Set when the request acts on guests that it does not name: all of a node, a pool or the cluster. */
  readonly all: { readonly node?: string | undefined; readonly pool?: string | undefined } | undefined;
}

/** Collects targets while a request is read; a guest keeps the gravest of its roles. */
export class TargetCollector {
  readonly guests = new Map<number, GuestRole>();
  readonly nodes = new Set<string>();
  readonly storages = new Set<string>();
  readonly pools = new Set<string>();
  all: RequestTargets["all"];

  guest(id: string | number | undefined, role: GuestRole): void {
    const vmid = Number(id);
    if (!Number.isSafeInteger(vmid) || vmid <= 0) return;
    if (this.guests.get(vmid) !== "changed") this.guests.set(vmid, role);
  }

  /** A volume with its storage and, where its name says so, its guest. */
  volume(id: string, role: GuestRole, storage?: string): void {
    const parts = volumeParts(id);
    const known = parts?.storage ?? storage;
    if (known !== undefined) this.storages.add(known);
    this.guest(parts === undefined ? volumeOwner(id) : parts.owner, role);
  }
}

/** Guest of a replication job's id (`100-0`). */
export function replicationGuest(id: string | undefined): string | undefined {
  return /^(\d+)-\d+$/.exec(id ?? "")?.[1];
}

/** Guest of an HA resource's id (`vm:100`, `ct:101`, `100`). */
export function haGuest(sid: string | undefined): string | undefined {
  return /^(?:(?:vm|ct):)?(\d+)$/.exec(sid ?? "")?.[1];
}

/**
 * Guest of a task by its UPID (`UPID:node:pid:pstart:starttime:type:id:user:`), or undefined for tasks of no guest.
 *
 * Proxmox's ids of tasks are a guest's id, `vmid@storage` (imgdel), or names of services, disks and storages.
 */
export function taskGuest(upid: string): string | undefined {
  return /^(\d{3,})(@|$)/.exec(upid.split(":")[6] ?? "")?.[1];
}
