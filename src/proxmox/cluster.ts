import type { ClusterSettings } from "../config/settings.ts";
import { unconfirmedGuest } from "../policy/confirmation/rules.ts";
import { callGuard, type GuardedCall } from "../policy/guards.ts";
import type { Policy } from "../policy/policy.ts";
import type { GuestLookup } from "../policy/targets/facts.ts";
import { TargetChecks } from "../policy/targets/target_checks.ts";
import { visibleRows } from "../policy/targets/visible_rows.ts";
import { TargetRules } from "../policy/targets/rules.ts";
import { GuardedWire } from "../wire/guarded.ts";
import { cachePlace } from "./api_schema/cache_place.ts";
import { ApiSchemaSource } from "./api_schema/source.ts";
import { inventoryLookup } from "./guest_lookup.ts";
import { Inventory } from "./inventory.ts";
import { Proxmox } from "./proxmox.ts";
import { TaskWaits } from "./task_waits.ts";
import { openTransport, type Transport } from "./transport.ts";

/**
 * One configured cluster for as long as the process runs: its wire, opened by the first request, and its inventory.
 *
 * Calls work with a {@linkcode Proxmox} of their own, which is as narrow as the call.
 */
export class Cluster {
  readonly settings: ClusterSettings;
  readonly inventory: Inventory;
  readonly apiSchema: ApiSchemaSource;
  readonly waits = new TaskWaits();
  readonly #transport: Transport;

  /** @param policy the process's own policy, which the wire asks before each request. */
  constructor(settings: ClusterSettings, policy: Policy) {
    this.settings = settings;
    this.#transport = openTransport(settings, policy);
    const { wire } = this.#transport;
    this.inventory = new Inventory(wire);
    const cache = cachePlace(settings.host, Deno.build.os, Deno.env.toObject());
    this.apiSchema = new ApiSchemaSource(wire, cache);
  }

  /** Name in the configuration; `default` where it names none. */
  get name(): string {
    return this.settings.name;
  }

  /**
   * The cluster as one call may use it: requests stay within the call's class and targets, and end with its signal.
   *
   * @param policy the caller's policy, which may be narrower than the process's.
   * @param lookup what the call has found out about guests so far.
   */
  view(policy: Policy, call: GuardedCall, signal?: AbortSignal, lookup = this.lookup()): Proxmox {
    const { wire, nodes } = this.#transport;
    const rules = new TargetRules(policy.settings, policy.callers);
    const targets = new TargetChecks(rules, lookup);
    const checks = new TargetChecks(
      rules,
      lookup,
      (guest) => unconfirmedGuest(policy.settings, call.confirmed, guest),
    );
    const guard = callGuard(policy, call);
    return new Proxmox({
      cluster: this.name,
      wire: new GuardedWire(wire, {
        guard,
        before: [(request) => checks.check(request)],
        after: async (_, answer) => ({ ...answer, data: await visibleRows(answer.data, rules, lookup) }),
      }),
      nodes: nodes === undefined ? undefined : async (access, target) => {
        guard.checkCommand(access);
        await targets.checkCommand(access, target);
        return await nodes();
      },
      inventory: this.inventory,
      apiSchema: this.apiSchema,
      signal,
      waits: this.waits,
      defaultNode: this.settings.defaultNode,
      login: loginOf(this.settings),
      reach: {
        hidesAnything: rules.hidesAnything,
        guest: (guest) => rules.guestRefusal(guest, "read"),
        node: (node) => rules.nodeRefusal(node),
        storage: (storage) => rules.storageRefusal(storage),
        checkGuest: (vmid, access) => targets.checkGuest(vmid, access),
        // Whether somebody has agreed is asked when the request leaves.
        checkRequest: (request) => targets.check(request),
      },
    });
  }

  /** Looks guests up for one call, which may have several views; what it has read of a guest, it reads no second time. */
  lookup(): GuestLookup {
    // Not with the call's signal: what ends a program after a cancelled call is looked up as well.
    return inventoryLookup(this.inventory, this.#transport.wire);
  }

  /** How many SSH connections to its nodes stand at this moment. */
  get sshConnections(): number {
    return this.#transport.sshConnections();
  }

  /** Ends kept connections. */
  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** Who the API login of a cluster is; undefined where only SSH is configured. */
function loginOf({ auth }: ClusterSettings): string | undefined {
  return auth?.kind === "token" ? auth.id : auth?.user;
}
