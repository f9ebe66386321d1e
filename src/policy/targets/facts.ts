/** What the policy must know of a guest to decide about it, as Proxmox shows it now. */
export interface GuestFacts {
  readonly vmid: number;
  readonly name?: string | undefined;
  /** Node that owns the guest at present. */
  readonly node?: string | undefined;
  readonly pool?: string | undefined;
  readonly tags: readonly string[];
  /** Proxmox's own flag against removal; undefined where nobody has looked (it is in the configuration alone). */
  readonly protection?: boolean | undefined;
  readonly template?: boolean | undefined;
}

/** Where the policy learns about guests; made from an inventory that is not itself filtered by the policy. */
export interface GuestLookup {
  /**
   * The guest with this id, or undefined when there is none.
   *
   * `current: true` asks for name, tags and Proxmox's flag from the guest's configuration: the rows of
   * `/cluster/resources` lag by ten seconds and lose all of them while a node's statistics daemon is down.
   */
  guest(vmid: number, options?: { readonly current?: boolean }): Promise<GuestFacts | undefined>;
  /** All guests of the cluster. */
  guests(): Promise<readonly GuestFacts[]>;
}
