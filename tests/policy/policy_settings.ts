import type { PolicySettings } from "../../src/config/settings.ts";
import type { GuestFacts, GuestLookup } from "../../src/policy/targets/facts.ts";

/** The defaults of the policy's settings, with some of them set otherwise. */
export function policySettings(changes: Partial<PolicySettings> = {}): PolicySettings {
  return {
    readOnly: false,
    safeMode: false,
    allowElevated: false,
    enableHostExec: false,
    acceptRisks: false,
    toolsets: ["core"],
    tools: undefined,
    excludeTools: [],
    guests: { allowed: undefined, denied: [] },
    nodes: { allowed: undefined, denied: [] },
    storages: { allowed: undefined, denied: [] },
    protectedTag: "protected",
    confirm: "elicit",
    confirmRules: [],
    commands: { allowed: undefined, denied: [] },
    filesRoot: undefined,
    auditLog: "/nowhere/audit.jsonl",
    ...changes,
  };
}

/** A guest with an id and whatever else a test cares about. */
export function guest(vmid: number, facts: Partial<GuestFacts> = {}): GuestFacts {
  return { vmid, tags: [], ...facts };
}

/** A look-up that knows these guests and counts what it is asked. */
export class KnownGuests implements GuestLookup {
  readonly asked: number[] = [];
  readonly #guests: readonly GuestFacts[];

  constructor(...guests: readonly GuestFacts[]) {
    this.#guests = guests;
  }

  guest(vmid: number): Promise<GuestFacts | undefined> {
    this.asked.push(vmid);
    return Promise.resolve(this.#guests.find((facts) => facts.vmid === vmid));
  }

  guests(): Promise<readonly GuestFacts[]> {
    return Promise.resolve(this.#guests);
  }
}
