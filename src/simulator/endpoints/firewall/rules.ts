import { type AnyEndpoint, type CallContext, defineEndpoint } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { choice, DIGEST, integer, optional, optionals, type ParameterMap, text } from "../../api/schema.ts";
import type { Section } from "../../cluster/section.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { assignSection, withoutUndefined } from "../cluster/section.ts";
import { partDigest, requirePartDigest, type Scope } from "./scope.ts";

const LOG_LEVELS = "emerg alert crit err warning notice info debug nolog";

/** What a rule consists of. */
const RULE: ParameterMap = {
  ...optionals(() => text(), "comment dport icmp-type macro proto sport"),
  dest: optional(text({ format: "pve-fw-addr-spec", maxLength: 512 })),
  source: optional(text({ format: "pve-fw-addr-spec", maxLength: 512 })),
  enable: optional(integer({ minimum: 0 })),
  iface: optional(text({ minLength: 2, maxLength: 20 })),
  log: choice(LOG_LEVELS),
};

const ACTION = text({ minLength: 2, maxLength: 20, pattern: "[A-Za-z][A-Za-z0-9\\-\\_]+" });
const TYPE = text({ enum: ["in", "out", "forward", "group"] });
const POS = integer({ minimum: 0, description: "Update rule at position <pos>." });

/** Where rules are kept, and under which path. */
export interface RuleSet {
  readonly scope: Scope;
  /** The path of the collection. */
  readonly path: string;
  readonly parameters: ParameterMap;
  readonly find: (call: CallContext) => Section[];
}

/** The rules of a scope. */
export function ruleEndpoints(scope: Scope): AnyEndpoint[] {
  return ruleSetEndpoints({
    scope,
    path: `${scope.base}/rules`,
    parameters: scope.path,
    find: (call) => scope.find(call).rules,
  });
}

/** Reading, adding, changing, moving and removing the rules of a set. */
export function ruleSetEndpoints(set: RuleSet): AnyEndpoint[] {
  const { scope, path, parameters } = set;
  const shared = { protected: true, ...(scope.local === true ? { local: true } : {}) } as const;
  return [
    defineEndpoint({
      method: "GET",
      path,
      description: "List rules.",
      permission: scope.read,
      parameters,
      ...(scope.local === true ? { local: true } : {}),
      handler: (call) =>
        set.find(call).map((rule, pos) => ({ pos, ...rule, digest: partDigest(set.find(call)) })),
    }),
    defineEndpoint({
      method: "GET",
      path: `${path}/{pos}`,
      description: "Get single rule data.",
      permission: scope.read,
      parameters: { ...parameters, pos: POS },
      ...(scope.local === true ? { local: true } : {}),
      handler: (call) => {
        const rules = set.find(call);
        // The position comes back as it stood in the path: as text.
        return { pos: String(call.given["pos"]), ...requireRule(rules, call), digest: partDigest(rules) };
      },
    }),
    defineEndpoint({
      method: "POST",
      path,
      description: "Create new rule.",
      permission: scope.write,
      ...shared,
      parameters: { ...parameters, ...RULE, action: ACTION, type: TYPE, digest: DIGEST, pos: optional(POS) },
      handler: async (call) => {
        const rules = set.find(call);
        requirePartDigest(rules, call.given["digest"]);
        await requireClusterLock(call.faults, call.cluster.clock, scope.lock(call));
        // A new rule goes to the top, wherever it was wanted, and is off unless switched on.
        rules.unshift({ enable: 0, ...withoutUndefined(ruleValues(call)) });
        return null;
      },
    }),
    defineEndpoint({
      method: "PUT",
      path: `${path}/{pos}`,
      description: "Modify rule data.",
      permission: scope.write,
      ...shared,
      parameters: {
        ...parameters,
        ...RULE,
        pos: POS,
        action: optional(ACTION),
        type: optional(TYPE),
        digest: DIGEST,
        moveto: optional(integer({ minimum: 0, description: "Move rule to new position <moveto>." })),
        delete: optional(text({ format: "pve-configid-list" })),
      },
      handler: async (call) => {
        const rules = set.find(call);
        const rule = requireRule(rules, call);
        requirePartDigest(rules, call.given["digest"]);
        await requireClusterLock(call.faults, call.cluster.clock, scope.lock(call));
        const { moveto } = call.given;
        if (moveto === undefined) assignSection(rule, { ...ruleValues(call), delete: call.given["delete"] });
        else moveRule(rules, Number(call.given["pos"]), Number(moveto));
        return null;
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: `${path}/{pos}`,
      description: "Delete rule.",
      permission: scope.write,
      ...shared,
      parameters: { ...parameters, pos: POS, digest: DIGEST },
      handler: async (call) => {
        const rules = set.find(call);
        requireRule(rules, call);
        requirePartDigest(rules, call.given["digest"]);
        await requireClusterLock(call.faults, call.cluster.clock, scope.lock(call));
        rules.splice(Number(call.given["pos"]), 1);
        return null;
      },
    }),
  ];
}

function requireRule(rules: readonly Section[], { given }: CallContext): Section {
  const rule = rules[Number(given["pos"])];
  if (rule === undefined) throw failure(`no rule at position ${given["pos"]}`);
  return rule;
}

/** The rule ends up before the one that stands at the new position now. */
function moveRule(rules: Section[], from: number, to: number): void {
  const [rule] = rules.splice(from, 1);
  if (rule !== undefined) rules.splice(to > from ? to - 1 : to, 0, rule);
}

function ruleValues({ given }: CallContext): Record<string, unknown> {
  const names = new Set([...Object.keys(RULE), "action", "type"]);
  const entries = Object.entries(given).filter(([key]) => names.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, key === "enable" ? Number(value) : value]));
}
