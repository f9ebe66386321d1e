import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { startedTask } from "./task.ts";
import type { Upid } from "./upid.ts";
import { text } from "./values.ts";

const updateRow = z.object({
  Package: z.string(),
  Title: text,
  Version: text,
  OldVersion: text,
  Origin: text,
});

/** A package for which the node knows a newer version. */
export type PackageUpdate = z.infer<typeof updateRow>;

/**
 * Lists the updates that a node knew of when it last fetched its package lists.
 *
 * Source: `GET /nodes/{node}/apt/update`, which needs Sys.Modify although it only looks.
 */
export async function packageUpdates(
  connection: Connection,
  node: string,
): Promise<readonly PackageUpdate[]> {
  return await connection.get(path`/nodes/${node}/apt/update`, z.array(updateRow));
}

/** Fetches a node's package lists anew. Source: `POST /nodes/{node}/apt/update`, worker aptupdate. */
export async function refreshPackages(connection: Connection, node: string): Promise<Upid> {
  return startedTask(await connection.post(path`/nodes/${node}/apt/update`, z.unknown()));
}
