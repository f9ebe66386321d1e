import type { AccessClass } from "../policy/access.ts";
import type { GuardedRequest } from "../policy/guard.ts";
import type { SshNodes } from "../ssh/nodes.ts";
import { ExplainedError } from "../text/explained.ts";
import type { Wire } from "../wire/wire.ts";
import type { ApiSchemaSource } from "./api_schema/source.ts";
import { Connection } from "./connection.ts";
import type { Inventory } from "./inventory.ts";
import type { Guest, Resources } from "./resources.ts";
import type { TaskWaits } from "./task_waits.ts";

/** Why a caller may not see a guest, a node or a storage (undefined when the caller may), and what may be done. */
export interface Reach {
  /** False where the caller may see everything, so that nothing need be asked row by row. */
  readonly hidesAnything: boolean;
  guest(guest: Guest): Error | undefined;
  node(node: string): Error | undefined;
  storage(storage: string): Error | undefined;
  /** Throws the policy's error when a call of this class may not touch the guest. */
  checkGuest(vmid: number, access: AccessClass): Promise<void>;
  /** Throws the policy's error when anything that the request names is out of reach. */
  checkRequest(request: GuardedRequest): Promise<void>;
}

/** Nothing is out of reach that the login reaches. */
export const everything: Reach = {
  hidesAnything: false,
  guest: () => undefined,
  node: () => undefined,
  storage: () => undefined,
  checkGuest: () => Promise.resolve(),
  checkRequest: () => Promise.resolve(),
};

/** What a command over SSH reaches into: a guest, or the node itself. */
export interface CommandTarget {
  readonly vmid?: number;
  readonly node?: string;
}

/** Opens the nodes for a command, after the policy has agreed to it. */
export type OpenNodes = (access: "exec" | "host", target: CommandTarget) => Promise<SshNodes>;

/** The cluster has no SSH login, which commands and files need. */
export class NoSshError extends ExplainedError {
  override readonly name = "NoSshError";
}

/** What a {@linkcode Proxmox} is made of. */
export interface ProxmoxOptions {
  readonly cluster: string;
  readonly wire: Wire;
  readonly inventory: Inventory;
  readonly apiSchema: ApiSchemaSource;
  readonly signal?: AbortSignal | undefined;
  readonly waits?: TaskWaits | undefined;
  readonly defaultNode?: string | undefined;
  readonly login?: string | undefined;
  readonly reach?: Reach;
  readonly nodes?: OpenNodes | undefined;
}

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
  /** Who the API login is, `user@realm` or `user@realm!token`; undefined where only SSH is configured. */
  readonly login: string | undefined;
  readonly inventory: Inventory;
  /** The node's own description of its REST tree. */
  readonly apiSchema: ApiSchemaSource;
  readonly #reach: Reach;
  readonly #nodes: OpenNodes | undefined;
  readonly #options: ProxmoxOptions;

  constructor(options: ProxmoxOptions) {
    this.#options = options;
    this.cluster = options.cluster;
    this.connection = new Connection(options.wire, options.signal, options.waits);
    this.inventory = options.inventory;
    this.apiSchema = options.apiSchema;
    this.signal = options.signal;
    this.defaultNode = options.defaultNode;
    this.login = options.login;
    this.#reach = options.reach ?? everything;
    this.#nodes = options.nodes;
  }

  /** The same view whose requests end with another signal, for cleaning up after a call that was cancelled. */
  endingWith(signal: AbortSignal): Proxmox {
    return new Proxmox({ ...this.#options, signal });
  }

  /** Guests, nodes and storages that the caller may see; asked anew with `fresh`. */
  async resources(options: { readonly fresh?: boolean } = {}): Promise<Resources> {
    const all = await this.inventory.resources({ ...options, signal: this.signal });
    const sees = this.#reach;
    if (!sees.hidesAnything) return all;
    return {
      guests: all.guests.filter((guest) => sees.guest(guest) === undefined),
      nodes: all.nodes.filter((row) => sees.node(row.node) === undefined),
      storages: all.storages.filter((row) =>
        sees.storage(row.storage) === undefined && sees.node(row.node) === undefined
      ),
    };
  }

  /**
   * Finds a guest by its vmid; asked anew with `fresh`.
   *
   * @throws {UnknownGuestError} when there is none; the policy's error when the caller may not see it.
   */
  async guest(vmid: number, options: { readonly fresh?: boolean } = {}): Promise<Guest> {
    const guest = await this.inventory.guest(vmid, { ...options, signal: this.signal });
    const refusal = this.#reach.guest(guest);
    if (refusal !== undefined) throw refusal;
    return guest;
  }

  /**
   * Refuses a class of call on a guest that the lists, the protected tag or Proxmox's protection flag keep from it.
   *
   * @throws {PolicyError} naming the setting that would allow it.
   */
  checkGuest(vmid: number, access: AccessClass): Promise<void> {
    return this.#reach.checkGuest(vmid, access);
  }

  /**
   * Refuses a request that names anything out of reach, before anybody is asked about it.
   *
   * @throws {PolicyError} naming the setting that would allow it.
   */
  checkRequest(request: GuardedRequest): Promise<void> {
    return this.#reach.checkRequest(request);
  }

  /** Refuses a node that the lists keep out of reach, whether it exists or not. @throws {PolicyError} */
  checkNode(node: string): void {
    const refusal = this.#reach.node(node);
    if (refusal !== undefined) throw refusal;
  }

  /** Refuses a storage that the lists keep out of reach, whether it exists or not. @throws {PolicyError} */
  checkStorage(storage: string): void {
    const refusal = this.#reach.storage(storage);
    if (refusal !== undefined) throw refusal;
  }

  /**
   * The nodes by SSH, for a command that reaches into a guest (`exec`) or runs on a node (`host`).
   *
   * @throws {PolicyError} when the policy forbids it; {NoSshError} when there is no SSH login.
   */
  async nodes(access: "exec" | "host", target: CommandTarget): Promise<SshNodes> {
    if (this.#nodes !== undefined) {
      const nodes = await this.#nodes(access, target);
      this.connection.noteCommands();
      return nodes;
    }
    throw new NoSshError(`There is no SSH login for the cluster ${this.cluster}.`, {
      remedy:
        "Set PROXMOX_SSH_USER and PROXMOX_SSH_KEY_PATH; Proxmox's API has no commands in containers or on nodes.",
    });
  }
}
