import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { flag, numeric, text } from "./values.ts";

const statusAnswer = z.object({
  storage: text,
  type: text,
  content: text.transform((content) => (content ?? "").split(",").filter((word) => word !== "").sort()),
  enabled: flag,
  active: flag,
  shared: flag,
  total: numeric,
  used: numeric,
  avail: numeric,
});

/** A storage as one node sees it; sizes in bytes, missing or zero while it is inactive there. */
export type StorageStatus = z.infer<typeof statusAnswer>;

/** Reads a storage's state on a node. Source: `GET /nodes/{node}/storage/{storage}/status`. */
export function storageStatus(connection: Connection, node: string, storage: string): Promise<StorageStatus> {
  return connection.get(path`/nodes/${node}/storage/${storage}/status`, statusAnswer);
}

const volumeRow = z.object({
  volid: z.string(),
  content: text,
  format: text,
  size: numeric,
  used: numeric,
  vmid: numeric,
  ctime: numeric,
  notes: text,
  protected: flag,
  parent: text.nullable(),
});

/** A volume of a storage: disk image, backup, ISO, template; `ctime` in seconds since 1970. */
export type Volume = z.infer<typeof volumeRow>;

/**
 * Lists the volumes of a storage as a node sees them, ordered by volid.
 *
 * Source: `GET /nodes/{node}/storage/{storage}/content`.
 */
export async function volumes(
  connection: Connection,
  node: string,
  storage: string,
  filter: { readonly content?: string | undefined; readonly vmid?: number | undefined } = {},
): Promise<readonly Volume[]> {
  const rows = await connection.get(path`/nodes/${node}/storage/${storage}/content`, z.array(volumeRow), {
    ...filter,
  });
  return rows.sort((left, right) => left.volid.localeCompare(right.volid));
}
