import type { Wire } from "../wire/wire.ts";
import { Connection } from "./connection.ts";
import type { Inventory } from "./inventory.ts";
import type { Guest, Resources } from "./resources.ts";

/** Tells which guests, nodes and storages a caller may see. */
export interface Visibility {
  guest(guest: Guest): boolean;
  node(node: string): boolean;
  storage(storage: string): boolean;
}

/** Sees everything the login sees. */
export const everything: Visibility = { guest: () => true, node: () => true, storage: () => true };

/**
 * A cluster as one call works with it: its wire, capped by the policy and ended by the call's signal, and the inventory,
 * narrowed to what the caller may see.
 */
export class Proxmox {
  /** The cluster's name in the configuration. */
  readonly cluster: string;
  readonly connection: Connection;
  readonly signal: AbortSignal | undefined;
  /** Node that the configuration prefers where a call needs one and names none. */
  readonly defaultNode: string | undefined;
  readonly inventory: Inventory;
  readonly #visibility: Visibility;

  constructor(options: {
    readonly cluster: string;
    readonly wire: Wire;
    readonly inventory: Inventory;
    readonly signal?: AbortSignal | undefined;
    readonly defaultNode?: string | undefined;
    readonly visibility?: Visibility;
  }) {
    this.cluster = options.cluster;
    this.connection = new Connection(options.wire, options.signal);
    this.inventory = options.inventory;
    this.signal = options.signal;
    this.defaultNode = options.defaultNode;
    this.#visibility = options.visibility ?? everything;
  }

  /** Guests, nodes and storages that the caller may see; asked anew with `fresh`. */
  async resources(options: { readonly fresh?: boolean } = {}): Promise<Resources> {
    const all = await this.inventory.resources({ ...options, signal: this.signal });
    const sees = this.#visibility;
    return {
      guests: all.guests.filter((guest) => sees.guest(guest) && sees.node(guest.node)),
      nodes: all.nodes.filter((row) => sees.node(row.node)),
      storages: all.storages.filter((row) => sees.storage(row.storage) && sees.node(row.node)),
    };
  }
}
