import type { CallContext } from "../../api/endpoint.ts";
import { failure, forbidden } from "../../api/failure.ts";
import type { GuestType } from "../../cluster/guest.ts";
import { requireOptionPrivileges } from "../../guest/options/privileges.ts";

/**
 * Checks the right to create a guest, by itself or through its pool, and the rights its options need.
 *
 * @throws {ApiFailure} 403, bare when neither the id nor the pool is allowed
 */
export function requireCreationRights(
  call: CallContext,
  type: GuestType,
  vmid: number,
  options: Readonly<Record<string, unknown>>,
): void {
  const { permissions, cluster, given } = call;
  const pool = given["pool"] === undefined ? undefined : String(given["pool"]);
  if (pool !== undefined && cluster.state.pools[pool] === undefined) {
    throw failure(`no such pool '${pool}'`);
  }
  const path = permissions.has(`/vms/${vmid}`, ["VM.Allocate"]) ? `/vms/${vmid}` : poolPath(call, pool);
  const values = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, String(value ?? "")]),
  );
  const unprivileged = given["unprivileged"] === undefined
    ? cluster.isNine
    : given["unprivileged"] === "1" || given["unprivileged"] === true || given["unprivileged"] === 1;
  requireOptionPrivileges(call, type, path, values, { unprivileged });
}

function poolPath({ permissions }: CallContext, pool: string | undefined): string {
  const path = `/pool/${pool}`;
  if (pool === undefined || !permissions.has(path, ["VM.Allocate"])) throw forbidden();
  return path;
}

/** Puts a new guest into the pool it was created for. */
export function joinPool({ cluster, given }: CallContext, vmid: number): void {
  const pool = given["pool"] === undefined ? undefined : cluster.state.pools[String(given["pool"])];
  if (pool !== undefined && !pool.vms.includes(vmid)) pool.vms.push(vmid);
}
