import * as z from "zod";
import { path } from "../../wire/path.ts";
import type { Parameters } from "../../wire/wire.ts";
import type { Connection } from "../connection.ts";
import type { Guest, GuestType } from "../resources.ts";
import { startedTask } from "../task.ts";
import type { Upid } from "../upid.ts";
import { guestPath } from "../guest_status.ts";

/** Where and as what a guest is to be made. */
export interface NewGuest {
  readonly node: string;
  readonly type: GuestType;
  readonly vmid: number;
}

/**
 * Starts making a guest out of its options.
 *
 * Source: `POST /nodes/{node}/qemu` and `/lxc`, workers qmcreate and vzcreate. A taken vmid and an unknown storage are
 * refused at once, a missing template or ISO image in the task.
 */
export async function startCreate(
  connection: Connection,
  { node, type, vmid }: NewGuest,
  options: Parameters,
): Promise<Upid> {
  return startedTask(
    await connection.post(path`/nodes/${node}/${type}`, z.unknown(), { vmid, ...options }),
  );
}

/** How a copy differs from its original. */
export interface CloneOptions {
  readonly newid: number;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly pool?: string | undefined;
  /** Copy the disks (true) or share those of a template (false); undefined lets Proxmox choose by kind. */
  readonly full?: boolean | undefined;
  readonly storage?: string | undefined;
  readonly snapname?: string | undefined;
  /** Node of the copy, where it is another one; needs shared storage. */
  readonly target?: string | undefined;
}

/**
 * Starts copying a guest; the task's id is that of the original.
 *
 * Source: `POST .../clone`, workers qmclone and vzclone. Containers call their name `hostname`.
 */
export async function startClone(connection: Connection, guest: Guest, options: CloneOptions): Promise<Upid> {
  const { name, ...rest } = options;
  return startedTask(
    await connection.post(`${guestPath(guest)}/clone`, z.unknown(), {
      ...rest,
      ...(guest.type === "qemu" ? { name } : { hostname: name }),
    }),
  );
}

/**
 * Starts destroying a guest with its disks; `purge` takes it out of HA, backup jobs and replication too.
 *
 * Source: `DELETE /nodes/{node}/{type}/{vmid}`, workers qmdestroy and vzdestroy.
 */
export async function startDestroy(connection: Connection, guest: Guest, purge: boolean): Promise<Upid> {
  return startedTask(
    await connection.delete(guestPath(guest), z.unknown(), { purge: purge ? true : undefined }),
  );
}
