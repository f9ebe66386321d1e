import * as z from "zod";
import { ApiError } from "../wire/errors.ts";
import type { Inventory } from "./inventory.ts";
import type { Proxmox } from "./proxmox.ts";
import { flag, text } from "./values.ts";

const statusRows = z.array(z.object({ type: z.string(), name: text, local: flag }));

/** By cluster: the address that a cluster is reached at does not wander from node to node. */
const known = new WeakMap<Inventory, string>();

/**
 * The name of the node that the configured host is, which answers for the whole cluster; undefined when the login may not know.
 *
 * Source: `GET /cluster/status`, needs Sys.Audit on `/`.
 */
export async function ownNode({ connection, inventory }: Proxmox): Promise<string | undefined> {
  const seen = known.get(inventory);
  if (seen !== undefined) return seen;
  try {
    const rows = await connection.get("/cluster/status", statusRows);
    const name = rows.find(({ type, local }) => type === "node" && local)?.name;
    if (name !== undefined) known.set(inventory, name);
    return name;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}
