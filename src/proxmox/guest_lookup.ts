import type { GuestFacts, GuestLookup } from "../policy/targets/facts.ts";
import type { Wire } from "../wire/wire.ts";
import { Connection } from "./connection.ts";
import { guestConfig, isProtected } from "./guest_config.ts";
import { type Inventory, UnknownGuestError } from "./inventory.ts";
import { whereverItIs } from "./relocation.ts";
import type { Guest } from "./resources.ts";
import { tagList } from "./values.ts";

/**
 * Lets the policy look guests up: in the inventory, and in their configuration where the facts must be current.
 *
 * Made for one call, which asks several times for the same guest, so each configuration is read once.
 */
export function inventoryLookup(inventory: Inventory, wire: Wire, signal?: AbortSignal): GuestLookup {
  const current = new Map<number, Promise<GuestFacts>>();
  return {
    async guest(vmid, options = {}): Promise<GuestFacts | undefined> {
      const guest = await find(inventory, vmid, signal);
      if (guest === undefined || options.current !== true) return guest;
      const asked = current.get(vmid) ?? currentFacts(inventory, wire, guest, signal);
      current.set(vmid, asked);
      return await asked;
    },
    guests: async () => (await inventory.resources({ signal })).guests,
  };
}

async function currentFacts(
  inventory: Inventory,
  wire: Wire,
  guest: Guest,
  signal: AbortSignal | undefined,
): Promise<GuestFacts> {
  return await whereverItIs(inventory, guest, signal, async (at) => {
    const config = await guestConfig(new Connection(wire, signal), at);
    return {
      ...at,
      name: config.options.get("name") ?? config.options.get("hostname") ?? at.name,
      tags: tagList.parse(config.options.get("tags")),
      protection: isProtected(config),
    };
  });
}

async function find(
  inventory: Inventory,
  vmid: number,
  signal: AbortSignal | undefined,
): Promise<Guest | undefined> {
  try {
    return await inventory.guest(vmid, { signal });
  } catch (error) {
    if (error instanceof UnknownGuestError) return undefined;
    throw error;
  }
}
