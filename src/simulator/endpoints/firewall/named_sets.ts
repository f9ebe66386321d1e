import { type AnyEndpoint, ANYONE, type CallContext, defineEndpoint } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { DIGEST, flag, optional, text } from "../../api/schema.ts";
import type { FirewallScope } from "../../cluster/state.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { ruleSetEndpoints } from "./rules.ts";
import { CLUSTER_SCOPE, partDigest, requirePartDigest, type Scope } from "./scope.ts";

const NAME = text({ minLength: 2, maxLength: 64, pattern: "[A-Za-z][A-Za-z0-9\\-\\_]+" });
const COMMENT = optional(text());
const CIDR = text({ format: "IPorCIDRorAlias" });

type NamedPart = "aliases" | "ipsets";

/** Aliases of a scope: a name for an address. */
export function aliasEndpoints(scope: Scope): AnyEndpoint[] {
  const path = `${scope.base}/aliases`;
  return [
    defineEndpoint({
      ...reading(scope, path, "List aliases"),
      parameters: scope.path,
      handler: (call) => {
        const { aliases } = scope.find(call);
        return Object.entries(aliases).map(([name, alias]) => ({
          name,
          ...alias,
          digest: partDigest(aliases),
        }));
      },
    }),
    defineEndpoint({
      ...writing(scope, "POST", path, "Create IP or Network Alias."),
      parameters: { ...scope.path, name: NAME, cidr: CIDR, comment: COMMENT },
      handler: async (call) => {
        const { aliases } = await open(scope, call);
        const name = String(call.given["name"]);
        if (aliases[name] !== undefined) throw failure(`alias '${name}' already exists`);
        aliases[name] = { cidr: String(call.given["cidr"]), ...comment(call) };
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "PUT", `${path}/{name}`, "Update IP or Network alias."),
      parameters: {
        ...scope.path,
        name: NAME,
        cidr: CIDR,
        comment: COMMENT,
        digest: DIGEST,
        rename: optional(NAME),
      },
      handler: async (call) => {
        const { aliases } = await open(scope, call, "aliases");
        const { name, rename, cidr } = call.given;
        requireNamed(aliases, String(name), "alias");
        if (rename !== undefined) delete aliases[String(name)];
        aliases[String(rename ?? name)] = { cidr: String(cidr), ...comment(call) };
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "DELETE", `${path}/{name}`, "Remove IP or Network alias."),
      parameters: { ...scope.path, name: NAME, digest: DIGEST },
      handler: async (call) => {
        const { aliases } = await open(scope, call, "aliases");
        delete aliases[String(call.given["name"])];
        return null;
      },
    }),
  ];
}

/** IP sets of a scope: a name for a list of addresses. */
export function ipsetEndpoints(scope: Scope): AnyEndpoint[] {
  const path = `${scope.base}/ipset`;
  const named = { ...scope.path, name: NAME };
  return [
    defineEndpoint({
      ...reading(scope, path, "List IPSets"),
      parameters: scope.path,
      handler: (call) => {
        const { ipsets } = scope.find(call);
        return Object.entries(ipsets).map(([name, { entries: _, ...rest }]) => ({
          name,
          ...rest,
          digest: partDigest(ipsets),
        }));
      },
    }),
    defineEndpoint({
      ...reading(scope, `${path}/{name}`, "List IPSet content"),
      parameters: named,
      handler: (call) => {
        const set = requireNamed(scope.find(call).ipsets, String(call.given["name"]), "IPSet");
        return set.entries.map((entry) => ({ ...entry, digest: partDigest(set.entries) }));
      },
    }),
    defineEndpoint({
      ...writing(scope, "POST", path, "Create new IPSet"),
      parameters: { ...named, comment: COMMENT, digest: DIGEST, rename: optional(NAME) },
      handler: async (call) => {
        const { ipsets } = await open(scope, call, "ipsets");
        const { name, rename } = call.given;
        if (rename !== undefined) {
          ipsets[String(name)] = { ...requireNamed(ipsets, String(rename), "IPSet"), ...comment(call) };
          if (rename !== name) delete ipsets[String(rename)];
          return null;
        }
        if (ipsets[String(name)] !== undefined) throw failure(`IPSet '${name}' already exists`);
        ipsets[String(name)] = { entries: [], ...comment(call) };
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "DELETE", `${path}/{name}`, "Delete IPSet"),
      parameters: { ...named, force: optional(flag()) },
      handler: async (call) => {
        const { ipsets } = await open(scope, call);
        const name = String(call.given["name"]);
        const set = requireNamed(ipsets, name, "IPSet");
        if (set.entries.length > 0 && call.params["force"] === undefined) {
          throw failure(`IPSet '${name}' is not empty`);
        }
        delete ipsets[name];
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "POST", `${path}/{name}`, "Add IP or Network to IPSet."),
      parameters: { ...named, cidr: CIDR, comment: COMMENT, nomatch: optional(flag()) },
      handler: async (call) => {
        const { ipsets } = await open(scope, call);
        const set = requireNamed(ipsets, String(call.given["name"]), "IPSet");
        const cidr = String(call.given["cidr"]);
        if (set.entries.some((entry) => entry.cidr === cidr)) {
          throw failure(`address '${cidr}' already exists`);
        }
        const nomatch = call.given["nomatch"] === undefined ? {} : { nomatch: 1 as const };
        set.entries.push({ cidr, ...comment(call), ...nomatch });
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "DELETE", `${path}/{name}/{cidr*}`, "Remove IP or Network from IPSet."),
      parameters: { ...named, cidr: CIDR, digest: DIGEST },
      handler: async (call) => {
        const { ipsets } = await open(scope, call);
        const set = requireNamed(ipsets, String(call.given["name"]), "IPSet");
        set.entries = set.entries.filter((entry) => entry.cidr !== String(call.given["cidr"]));
        return null;
      },
    }),
  ];
}

/** Security groups: rule sets of the cluster that other rules name. */
export function groupEndpoints(): AnyEndpoint[] {
  const scope = CLUSTER_SCOPE;
  const path = `${scope.base}/groups`;
  const group = text({ minLength: 2, maxLength: 18, pattern: "[A-Za-z][A-Za-z0-9\\-\\_]+" });
  return [
    defineEndpoint({
      ...reading(scope, path, "List security groups."),
      permission: ANYONE,
      parameters: {},
      handler: ({ cluster }) => {
        const { groups } = cluster.state.firewall;
        return Object.entries(groups).map(([name, { rules: _, ...rest }]) => ({
          group: name,
          ...rest,
          digest: partDigest(groups),
        }));
      },
    }),
    defineEndpoint({
      ...writing(scope, "POST", path, "Create new security group."),
      parameters: { group, comment: COMMENT, digest: DIGEST, rename: optional(group) },
      handler: async (call) => {
        const { groups } = await open(scope, call);
        if (groups[call.params.group] !== undefined) {
          throw failure(`Security group '${call.params.group}' already exists`);
        }
        groups[call.params.group] = { rules: [], ...comment(call) };
        return null;
      },
    }),
    defineEndpoint({
      ...writing(scope, "DELETE", `${path}/{group}`, "Delete security group."),
      parameters: { group },
      handler: async (call) => {
        const { groups } = await open(scope, call);
        const found = requireNamed(groups, call.params.group, "security group");
        if (found.rules.length > 0) throw failure(`Security group '${call.params.group}' is not empty`);
        delete groups[call.params.group];
        return null;
      },
    }),
    ...ruleSetEndpoints({
      scope,
      path: `${path}/{group}`,
      parameters: { group },
      find: (call) =>
        requireNamed(scope.find(call).groups, String(call.given["group"]), "security group").rules,
    }),
  ];
}

function reading(scope: Scope, path: string, description: string) {
  const local = scope.local === true ? { local: true } as const : {};
  return { method: "GET", path, description, permission: scope.read, ...local } as const;
}

function writing<const M extends "POST" | "PUT" | "DELETE">(
  scope: Scope,
  method: M,
  path: string,
  description: string,
) {
  const local = scope.local === true ? { local: true } as const : {};
  return { method, path, description, permission: scope.write, protected: true, ...local } as const;
}

/** The rule set, once it may be written and the digest fits. */
async function open(scope: Scope, call: CallContext, part?: NamedPart): Promise<FirewallScope> {
  const found = scope.find(call);
  if (part !== undefined) requirePartDigest(found[part], call.given["digest"]);
  await requireClusterLock(call.faults, call.cluster.clock, scope.lock(call));
  return found;
}

function requireNamed<T>(all: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = all[name];
  if (found === undefined) throw failure(`no such ${what} '${name}'`);
  return found;
}

function comment({ given }: CallContext): { comment?: string } {
  return given["comment"] === undefined ? {} : { comment: String(given["comment"]) };
}
