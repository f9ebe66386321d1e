import type { GuestSelector } from "../../config/selectors.ts";
import type { Lists, PolicySettings } from "../../config/settings.ts";
import type { AccessClass } from "../access.ts";
import type { CallerLimits } from "../caller.ts";
import { PolicyError } from "../errors.ts";
import { matchesAny } from "../glob.ts";
import type { GuestFacts } from "./facts.ts";
import { isWithinPool, selects } from "./selectors.ts";

/** The lists of the settings that name targets, and the tag that protects one. */
export type TargetSettings = Pick<PolicySettings, "guests" | "nodes" | "storages" | "protectedTag">;

/** Which guests, nodes, storages and pools may be touched or even seen, by the settings and by who asks. */
export class TargetRules {
  readonly #settings: TargetSettings;
  readonly #callers: readonly CallerLimits[];

  constructor(settings: TargetSettings, callers: readonly CallerLimits[] = []) {
    this.#settings = settings;
    this.#callers = callers;
  }

  /** Whether any list is in force, so that something may have to be hidden. */
  get hidesAnything(): boolean {
    const { guests, nodes, storages } = this.#settings;
    return [guests, nodes, storages].some(isInForce) ||
      this.#callers.some(({ guests, nodes, pools }) =>
        guests !== undefined || nodes !== undefined || pools !== undefined
      );
  }

  /** The caller who is held to guests, nodes or pools, so that changes of anything else are out of his reach. */
  get confinedCaller(): CallerLimits | undefined {
    return this.#callers.find(({ guests, nodes, pools }) =>
      guests !== undefined || nodes !== undefined || pools !== undefined
    );
  }

  /** Why something may not be done to a guest, or undefined when it may; `read` asks whether it may be seen. */
  guestRefusal(guest: GuestFacts, access: AccessClass): PolicyError | undefined {
    return this.#hiddenGuest(guest) ?? this.#protectedGuest(guest, access);
  }

  /** Why a node may not be used, or undefined when it may. */
  nodeRefusal(node: string): PolicyError | undefined {
    const { nodes } = this.#settings;
    const caller = this.#callers.find((limits) =>
      limits.nodes !== undefined && !matchesAny(limits.nodes, node)
    );
    if (
      node === "localhost" && (isInForce(nodes) || this.#callers.some((limits) => limits.nodes !== undefined))
    ) {
      return new PolicyError("The node name localhost is refused while a list of nodes is in force.", {
        remedy: "Give the node's own name; proxmox_node_list shows the names.",
      });
    }
    if (caller !== undefined) return outOfReach(`The node ${node}`, caller);
    return listRefusal(
      `The node ${node}`,
      nodes,
      (globs, ignoreCase) => matchesAny(globs, node, { ignoreCase }),
      "NODES",
    );
  }

  /** Why a storage may not be used, or undefined when it may. */
  storageRefusal(storage: string): PolicyError | undefined {
    const match = (globs: readonly string[], ignoreCase: boolean) =>
      matchesAny(globs, storage, { ignoreCase });
    return listRefusal(`The storage ${storage}`, this.#settings.storages, match, "STORAGES");
  }

  /** Why a pool may not be used, or undefined when it may. */
  poolRefusal(pool: string): PolicyError | undefined {
    const caller = this.#callers.find((limits) =>
      limits.pools !== undefined && !limits.pools.some((outer) => isWithinPool(pool, outer))
    );
    return caller === undefined ? undefined : outOfReach(`The pool ${pool}`, caller);
  }

  /** Whether lists may show a row about these; what is left out of the row is not asked about. */
  visible(
    row: {
      readonly guest?: GuestFacts | undefined;
      readonly node?: string | undefined;
      readonly storage?: string | undefined;
      readonly pool?: string | undefined;
    },
  ): boolean {
    return (row.guest === undefined || this.guestRefusal(row.guest, "read") === undefined) &&
      (row.node === undefined || this.nodeRefusal(row.node) === undefined) &&
      (row.storage === undefined || this.storageRefusal(row.storage) === undefined) &&
      (row.pool === undefined || this.poolRefusal(row.pool) === undefined);
  }

  #hiddenGuest(guest: GuestFacts): PolicyError | undefined {
    const name = `Guest ${guest.vmid}`;
    const caller = this.#callers.find(({ guests, pools }) =>
      (guests !== undefined && !guests.some((selector) => selects(selector, guest))) ||
      (pools !== undefined && !pools.some((pool) => selects({ kind: "pool", pool }, guest)))
    );
    if (caller !== undefined) return outOfReach(name, caller);
    const match = (selectors: readonly GuestSelector[], ignoreCase: boolean) =>
      selectors.some((selector) => selects(selector, guest, { ignoreCase }));
    return listRefusal(name, this.#settings.guests, match, "GUESTS") ??
      (guest.node === undefined ? undefined : this.nodeRefusal(guest.node));
  }

  #protectedGuest(guest: GuestFacts, access: AccessClass): PolicyError | undefined {
    if (access === "read") return undefined;
    const { protectedTag } = this.#settings;
    if (guest.tags.some((tag) => tag.toLowerCase() === protectedTag.toLowerCase())) {
      return new PolicyError(`Guest ${guest.vmid} has the tag ${protectedTag} and is never changed.`, {
        access,
        settings: ["PROXMOX_PROTECTED_TAG"],
        remedy: "The owner takes the tag off in Proxmox, or names another one in PROXMOX_PROTECTED_TAG.",
      });
    }
    if (access === "destroy" && guest.protection === true) {
      return new PolicyError(
        `Guest ${guest.vmid} has Proxmox's protection flag, so nothing of it is destroyed.`,
        {
          access,
          remedy: "The owner takes the flag off in Proxmox (Options, Protection).",
        },
      );
    }
    return undefined;
  }
}

function isInForce(list: Lists<unknown>): boolean {
  return list.allowed !== undefined || list.denied.length > 0;
}

function listRefusal<T>(
  subject: string,
  list: Lists<T>,
  match: (entries: readonly T[], ignoreCase: boolean) => boolean,
  what: "GUESTS" | "NODES" | "STORAGES",
): PolicyError | undefined {
  // A deny list takes the stricter of two readings, hence without regard to case.
  if (match(list.denied, true)) {
    const setting = `PROXMOX_DENIED_${what}`;
    return new PolicyError(`${subject} is out of reach by ${setting}.`, {
      settings: [setting],
      remedy: `The owner takes it out of ${setting} and restarts the server.`,
    });
  }
  if (list.allowed !== undefined && !match(list.allowed, false)) {
    const setting = `PROXMOX_ALLOWED_${what}`;
    return new PolicyError(`${subject} is not within ${setting}.`, {
      settings: [setting],
      remedy: `The owner adds it to ${setting} and restarts the server.`,
    });
  }
  return undefined;
}

function outOfReach(subject: string, caller: CallerLimits): PolicyError {
  return new PolicyError(`${subject} is out of reach of ${caller.caller}.`, {
    remedy: `The owner can give ${caller.caller} a token with a wider scope.`,
  });
}
