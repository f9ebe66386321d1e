import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import type { GuestType } from "./resources.ts";
import { startedTask } from "./task.ts";
import type { Upid } from "./upid.ts";

/** What is to be made of a backup. */
export interface Restore {
  readonly type: GuestType;
  readonly vmid: number;
  readonly node: string;
  /** Volume id of the backup. */
  readonly volume: string;
  /** Storage for the restored disks; undefined puts each where it was. */
  readonly storage?: string | undefined;
  /** Replace the guest that has this vmid now; its disks are lost. */
  readonly overwrite: boolean;
  /** New hardware addresses, for a copy that runs beside the original. */
  readonly unique?: boolean | undefined;
  readonly pool?: string | undefined;
}

/**
 * Starts restoring a guest from a backup.
 *
 * Source: `POST /nodes/{node}/qemu` with `archive` (worker qmrestore), `POST /nodes/{node}/lxc` with `restore` (vzrestore).
 */
export async function startRestore(connection: Connection, restore: Restore): Promise<Upid> {
  const shared = {
    vmid: restore.vmid,
    storage: restore.storage,
    force: restore.overwrite ? true : undefined,
    unique: restore.unique,
    pool: restore.pool,
  };
  const answer = restore.type === "qemu"
    ? await connection.post(path`/nodes/${restore.node}/qemu`, z.unknown(), {
      ...shared,
      archive: restore.volume,
    })
    : await connection.post(path`/nodes/${restore.node}/lxc`, z.unknown(), {
      ...shared,
      ostemplate: restore.volume,
      restore: true,
    });
  return startedTask(answer);
}
