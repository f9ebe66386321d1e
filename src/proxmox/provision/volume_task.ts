import * as z from "zod";
import { path } from "../../wire/path.ts";
import type { Connection } from "../connection.ts";
import { startedTask } from "../task.ts";
import type { Upid } from "../upid.ts";

/**
 * Starts deleting a volume, whether or not a guest uses it.
 *
 * Source: `DELETE .../content/{volume}`, worker imgdel.
 */
export async function deleteVolume(
  connection: Connection,
  place: { readonly node: string; readonly storage: string },
  volid: string,
): Promise<Upid> {
  // A volume may hold slashes, which end a segment however they are written; Proxmox takes the rest of the path for it.
  const rest = volid.split("/").map(encodeURIComponent).join("/");
  return startedTask(
    await connection.delete(
      `${path`/nodes/${place.node}/storage/${place.storage}/content/`}${rest}`,
      z.unknown(),
    ),
  );
}
