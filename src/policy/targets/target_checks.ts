import type { AccessClass } from "../access.ts";
import { judge } from "../endpoints/judge.ts";
import { NamedParameters, splitList } from "../endpoints/named_parameters.ts";
import { PolicyError } from "../errors.ts";
import type { GuardedRequest } from "../guard.ts";
import type { GuestRole, RequestTargets } from "./collector.ts";
import type { GuestFacts, GuestLookup } from "./facts.ts";
import { targetsOf } from "./request_targets.ts";
import type { TargetRules } from "./rules.ts";

/** Checks the targets that requests name, by path and parameters, against the rules and what Proxmox says of them now. */
export class TargetChecks {
  readonly #rules: TargetRules;
  readonly #lookup: GuestLookup;
  readonly #unconfirmed: (guest: GuestFacts) => PolicyError | undefined;

  /** @param unconfirmed why a call that nobody has confirmed may not change a guest. */
  constructor(
    rules: TargetRules,
    lookup: GuestLookup,
    unconfirmed: (guest: GuestFacts) => PolicyError | undefined = () => undefined,
  ) {
    this.#rules = rules;
    this.#lookup = lookup;
    this.#unconfirmed = unconfirmed;
  }

  /**
   * Returns when the request may touch all that it names.
   *
   * Looks guests up only where that can matter: for changes (tags), and for reads while a list is in force.
   *
   * @throws {PolicyError} naming the target and the setting that keeps it out of reach.
   */
  async check(request: GuardedRequest): Promise<void> {
    const judgement = judge(request);
    const isChange = request.method !== "GET";
    if (!isChange && judgement.access === "read" && !this.#rules.hidesAnything) return;
    const targets = targetsOf(request);
    for (const node of targets.nodes) throwIf(this.#rules.nodeRefusal(node));
    for (const storage of targets.storages) throwIf(this.#rules.storageRefusal(storage));
    for (const pool of targets.pools) throwIf(this.#rules.poolRefusal(pool));
    const access = judgement.destroys ? "destroy" : judgement.access;
    for (const [vmid, role] of targets.guests) {
      const facts = await this.#facts(vmid, role, request);
      throwIf(this.#rules.guestRefusal(facts, role === "used" ? "read" : access));
      if (isChange && role !== "created") throwIf(this.#unconfirmed(facts));
    }
    if (targets.all !== undefined) await this.#checkAll(targets.all, access);
    if (isChange) this.#checkConfinement(targets);
  }

  /**
   * The same for a command over SSH, which names its guest alone; `vmid` is undefined for a command on the node itself.
   *
   * @throws {PolicyError} naming the target and the setting that keeps it out of reach.
   */
  async checkCommand(
    access: "exec" | "host",
    target: { readonly vmid?: number; readonly node?: string },
  ): Promise<void> {
    if (target.node !== undefined) throwIf(this.#rules.nodeRefusal(target.node));
    if (target.vmid !== undefined) await this.checkGuest(target.vmid, access);
    else this.#checkConfinement(undefined);
  }

  /**
   * Whether a class of call may be made on a guest, whatever request it will make.
   *
   * @throws {PolicyError} as {@linkcode TargetChecks.check} does.
   */
  async checkGuest(vmid: number, access: AccessClass): Promise<void> {
    const facts = await this.#lookup.guest(vmid, { current: true });
    throwIf(this.#rules.guestRefusal(facts ?? { vmid, tags: [] }, access));
  }

  async #facts(vmid: number, role: GuestRole, request: GuardedRequest): Promise<GuestFacts> {
    const found = await this.#lookup.guest(vmid, { current: role !== "used" });
    if (found !== undefined) return found;
    return role === "created" ? plannedGuest(vmid, request) : { vmid, tags: [] };
  }

  /** An action on all guests of a node, pool or cluster must be allowed on each of them. */
  async #checkAll(all: NonNullable<RequestTargets["all"]>, access: AccessClass): Promise<void> {
    const guests = await this.#lookup.guests();
    const refused = guests
      .filter((guest) => (all.node === undefined || guest.node === all.node || all.node === "localhost"))
      .filter((guest) => all.pool === undefined || guest.pool === all.pool)
      .flatMap((guest) => this.#rules.guestRefusal(guest, access) ?? this.#unconfirmed(guest) ?? []);
    const first = refused[0];
    if (first === undefined) return;
    throw new PolicyError(`This acts on guests that are out of reach: ${first.message}`, {
      access,
      settings: first.settings,
      remedy: `Name the guests to act on (vms=), without those. ${first.remedy}`,
      cause: first,
    });
  }

  /** A caller held to some guests changes nothing else: with a grant or a storage he could reach the rest. */
  #checkConfinement(targets: RequestTargets | undefined): void {
    const caller = this.#rules.confinedCaller;
    if (caller === undefined) return;
    const isBound = caller.guests !== undefined || caller.pools !== undefined
      ? targets !== undefined && targets.guests.size > 0
      : targets !== undefined && targets.nodes.size > 0;
    if (isBound) return;
    throw new PolicyError(
      `${caller.caller} is held to some guests or nodes, and this changes something else.`,
      {
        remedy: `The owner can give ${caller.caller} a token without a scope.`,
      },
    );
  }
}

function throwIf(refusal: PolicyError | undefined): void {
  if (refusal !== undefined) throw refusal;
}

/** What a guest that does not exist yet will be, as far as the request says. */
function plannedGuest(vmid: number, request: GuardedRequest): GuestFacts {
  const given = new NamedParameters(request.parameters);
  const first = (name: string): string | undefined => given.values(name)[0];
  return {
    vmid,
    name: first("name") ?? first("hostname"),
    pool: first("pool"),
    tags: given.values("tags").flatMap(splitList),
  };
}
