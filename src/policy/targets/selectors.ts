import type { GuestSelector } from "../../config/selectors.ts";
import { matchesGlob } from "../glob.ts";
import type { GuestFacts } from "./facts.ts";

/** Whether a selector of an allow or deny list picks a guest; tags are compared without case, as Proxmox stores them. */
export function selects(
  selector: GuestSelector,
  guest: GuestFacts,
  options: { readonly ignoreCase?: boolean } = {},
): boolean {
  switch (selector.kind) {
    case "id":
      return guest.vmid === selector.vmid;
    case "range":
      return guest.vmid >= selector.from && guest.vmid <= selector.to;
    case "name":
      return guest.name !== undefined && matchesGlob(selector.glob, guest.name, options);
    case "pool":
      return guest.pool !== undefined && isWithinPool(guest.pool, selector.pool);
    case "tag":
      return guest.tags.some((tag) => tag.toLowerCase() === selector.tag.toLowerCase());
  }
}

/** Whether a pool is another one or nested in it: `prod/web` is within `prod`. */
export function isWithinPool(pool: string, outer: string): boolean {
  return pool === outer || pool.startsWith(`${outer}/`);
}
