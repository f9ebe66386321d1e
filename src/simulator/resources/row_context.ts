import type { Permissions } from "../access/permissions.ts";
import type { Machine } from "../api/endpoint.ts";

/** What rows are made from: the cluster, its faults and the rights of the caller. */
export interface RowContext extends Pick<Machine, "cluster" | "faults"> {
  readonly permissions: Permissions;
}
