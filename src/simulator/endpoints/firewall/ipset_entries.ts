import { type AnyEndpoint, type CallContext, defineEndpoint } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { DIGEST, flag, optional } from "../../api/schema.ts";
import type { FirewallScope } from "../../cluster/state.ts";
import { CIDR, COMMENT, comment, NAME, open, reading, requireNamed, writing } from "./named.ts";
import { partDigest, type Scope } from "./scope.ts";

type IpSet = FirewallScope["ipsets"][string];

/** The addresses of an IP set. */
export function ipsetEntryEndpoints(scope: Scope): AnyEndpoint[] {
  const path = `${scope.base}/ipset`;
  const named = { ...scope.path, name: NAME };
  return [
    defineEndpoint({
      ...reading(scope, `${path}/{name}`, "List IPSet content"),
      parameters: named,
      handler: (call) => {
        const set = requireSet(scope.find(call), call);
        return set.entries.map((entry) => ({ ...entry, digest: partDigest(set.entries) }));
      },
    }),
    defineEndpoint({
      ...writing(scope, "POST", `${path}/{name}`, "Add IP or Network to IPSet."),
      parameters: { ...named, cidr: CIDR, comment: COMMENT, nomatch: optional(flag()) },
      handler: async (call) => {
        const set = requireSet(await open(scope, call), call);
        const cidr = String(call.given["cidr"]);
        if (set.entries.some((entry) => entry.cidr === cidr)) {
          throw failure(`address '${cidr}' already exists`);
        }
        set.entries.push({ cidr, ...comment(call), ...nomatch(call) });
        return null;
      },
    }),
    defineEndpoint({
      ...reading(scope, `${path}/{name}/{cidr*}`, "Read IP or Network settings from IPSet."),
      parameters: { ...named, cidr: CIDR },
      handler: (call) => requireEntry(scope.find(call), call),
    }),
    defineEndpoint({
      ...writing(scope, "PUT", `${path}/{name}/{cidr*}`, "Update IP or Network settings"),
      parameters: { ...named, cidr: CIDR, comment: COMMENT, nomatch: optional(flag()), digest: DIGEST },
      handler: async (call) => {
        const entry = requireEntry(await open(scope, call), call);
        const { comment: _, nomatch: __, ...rest } = entry;
        const set = requireSet(scope.find(call), call);
        set.entries[set.entries.indexOf(entry)] = { ...rest, ...comment(call), ...nomatch(call) };
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "DELETE", `${path}/{name}/{cidr*}`, "Remove IP or Network from IPSet."),
      parameters: { ...named, cidr: CIDR, digest: DIGEST },
      handler: async (call) => {
        const set = requireSet(await open(scope, call), call);
        set.entries = set.entries.filter((entry) => entry.cidr !== String(call.given["cidr"]));
        return null;
      },
    }),
  ];
}

function requireSet({ ipsets }: FirewallScope, { given }: CallContext): IpSet {
  return requireNamed(ipsets, String(given["name"]), "IPSet");
}

function requireEntry(scope: FirewallScope, call: CallContext): IpSet["entries"][number] {
  const cidr = String(call.given["cidr"]);
  const entry = requireSet(scope, call).entries.find((one) => one.cidr === cidr);
  if (entry === undefined) throw failure(`no such IP/Network '${cidr}'`);
  return entry;
}

/** An entry that keeps an address out of the set. */
function nomatch({ given }: CallContext): { nomatch?: 1 } {
  return given["nomatch"] === undefined || given["nomatch"] === "0" ? {} : { nomatch: 1 };
}
