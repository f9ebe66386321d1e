import type { GuestIdentity, RequestIdentity } from "../policy/confirmation/identity.ts";
import type { Connection } from "./connection.ts";
import { type GuestConfig, guestConfig } from "./guest_config.ts";
import type { Guest } from "./resources.ts";

/**
 * Reads what tells this guest from another one that may later have the same id: generation id and creation time of a VM,
 * root volume of a container, the first hardware address, the name.
 *
 * Source: `GET .../config`.
 */
export async function guestIdentity(connection: Connection, guest: Guest): Promise<GuestIdentity> {
  return identityIn(guest, await guestConfig(connection, guest));
}

/** What a request will find of a guest: its whole configuration, wherever the guest is by then. */
export function configIdentity(
  { type, vmid }: Guest,
  { digest }: GuestConfig,
  method: RequestIdentity["method"],
): RequestIdentity {
  return { kind: "request", method, path: `/${type}/${vmid}`, digest };
}

/** The same out of a configuration that is at hand. */
export function identityIn(guest: Guest, { options }: GuestConfig): GuestIdentity {
  const created = Number(/\bctime=(\d+)/.exec(options.get("meta") ?? "")?.[1]);
  const network = [...options].find(([option]) => /^net\d+$/.test(option))?.[1];
  return {
    kind: "guest",
    type: guest.type,
    vmid: guest.vmid,
    name: options.get("name") ?? options.get("hostname"),
    vmgenid: options.get("vmgenid"),
    created: Number.isFinite(created) ? created : undefined,
    rootfs: options.get("rootfs")?.split(",")[0],
    mac: /(?:[0-9A-F]{2}:){5}[0-9A-F]{2}/i.exec(network ?? "")?.[0].toUpperCase(),
  };
}
