import { type AnyEndpoint, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { choice, DIGEST, flag, optional, text } from "../../api/schema.ts";
import { digestOf } from "../../cluster/digest.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { assignSection, requireDigest, withoutUndefined } from "./section.ts";

const AUDIT = needs("/", "Sys.Audit");
const CONSOLE = needs("/", "Sys.Console");
const RULE = text({ format: "pve-configid" });
const TYPE = text({ enum: ["node-affinity", "resource-affinity"] });
const SETTINGS = {
  affinity: choice("positive negative"),
  comment: optional(text()),
  disable: optional(flag()),
  nodes: optional(text()),
  strict: optional(flag({ default: 0 })),
} as const;

/** Rules on where guests under high availability run: release 9 and later. */
export const haRuleEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/ha/rules",
    description: "Get HA rules.",
    since: "9",
    permission: AUDIT,
    parameters: { resource: optional(text()), type: choice("node-affinity resource-affinity") },
    handler: ({ cluster, params }) =>
      Object.values(cluster.state.haRules)
        .filter((rule) => params.type === undefined || rule["type"] === params.type)
        .filter((rule) =>
          params.resource === undefined || splitList(String(rule["resources"])).includes(params.resource)
        )
        .map((rule) => ({ ...rule, digest: digestOf(cluster.state.haRules) })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/ha/rules/{rule}",
    description: "Read HA rule.",
    since: "9",
    permission: AUDIT,
    parameters: { rule: RULE },
    handler: ({ cluster, params }) => {
      const rule = cluster.state.haRules[params.rule];
      if (rule === undefined) throw failure(`no such ha rule '${params.rule}'`);
      return { ...rule, digest: digestOf(cluster.state.haRules) };
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/cluster/ha/rules",
    description: "Create HA rule.",
    since: "9",
    permission: CONSOLE,
    protected: true,
    parameters: { rule: RULE, type: TYPE, resources: text(), ...SETTINGS },
    handler: async (call) => {
      const { cluster, params } = call;
      await requireClusterLock(call.faults, cluster.clock, "domain-ha");
      if (cluster.state.haRules[params.rule] !== undefined) {
        throw failure(`HA rule '${params.rule}' already defined`);
      }
      requireParties(call, params.resources, params.nodes);
      cluster.state.haRules[params.rule] = withoutUndefined(params);
      return null;
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/cluster/ha/rules/{rule}",
    description: "Update HA rule.",
    since: "9",
    permission: CONSOLE,
    protected: true,
    parameters: {
      rule: RULE,
      type: TYPE,
      resources: optional(text()),
      ...SETTINGS,
      digest: DIGEST,
      delete: optional(text({ format: "pve-configid-list" })),
    },
    handler: async (call) => {
      const { cluster, params } = call;
      await requireClusterLock(call.faults, cluster.clock, "domain-ha");
      const rule = cluster.state.haRules[params.rule];
      if (rule === undefined) throw failure(`no such ha rule '${params.rule}'`);
      requireDigest(cluster.state.haRules, params.digest);
      requireParties(call, params.resources ?? "", params.nodes);
      assignSection(rule, params);
      return null;
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/cluster/ha/rules/{rule}",
    description: "Delete HA rule.",
    since: "9",
    permission: CONSOLE,
    protected: true,
    parameters: { rule: RULE },
    handler: async ({ cluster, faults, params }) => {
      await requireClusterLock(faults, cluster.clock, "domain-ha");
      delete cluster.state.haRules[params.rule];
      return null;
    },
  }),
  ...groupEndpoints(),
];

function requireParties({ cluster }: CallContext, resources: string, nodes: string | undefined): void {
  const unmanaged = splitList(resources).filter((sid) => cluster.state.haResources[sid] === undefined);
  if (unmanaged.length > 0) throw failure(`cannot use unmanaged resource(s) ${unmanaged.join(", ")}.`);
  const unknown = splitList(nodes ?? "").map((node) => node.split(":")[0] ?? "")
    .filter((node) => cluster.node(node) === undefined);
  if (unknown.length > 0) throw failure(`cannot use non-existent node(s) ${unknown.join(", ")}.`);
}

/** Groups came before rules; release 9 refuses them once they have been migrated. */
function groupEndpoints(): AnyEndpoint[] {
  const refuse = ({ cluster }: CallContext, verb: string) => {
    if (cluster.isNine) throw failure(`cannot ${verb} groups: ha groups have been migrated to rules`);
  };
  const options = { restricted: optional(flag()), nofailback: optional(flag()), comment: optional(text()) };
  return [
    defineEndpoint({
      method: "GET",
      path: "/cluster/ha/groups",
      description: "Get HA groups.",
      permission: AUDIT,
      parameters: {},
      handler: (call) => {
        refuse(call, "index");
        const { haGroups } = call.cluster.state;
        return Object.values(haGroups).map((group) => ({ ...group, digest: digestOf(haGroups) }));
      },
    }),
    defineEndpoint({
      method: "POST",
      path: "/cluster/ha/groups",
      description: "Create a new HA group.",
      permission: CONSOLE,
      protected: true,
      parameters: { group: text({ format: "pve-configid" }), nodes: text(), ...options },
      handler: (call) => {
        refuse(call, "create");
        const { group } = call.params;
        call.cluster.state.haGroups[group] = { ...withoutUndefined(call.params), type: "group" };
        return null;
      },
    }),
    defineEndpoint({
      method: "PUT",
      path: "/cluster/ha/groups/{group}",
      description: "Update ha group configuration.",
      permission: CONSOLE,
      protected: true,
      parameters: {
        group: text({ format: "pve-configid" }),
        nodes: optional(text()),
        ...options,
        digest: DIGEST,
        delete: optional(text({ format: "pve-configid-list" })),
      },
      handler: (call) => {
        refuse(call, "update");
        const { haGroups } = call.cluster.state;
        const group = haGroups[call.params.group];
        if (group === undefined) throw failure(`no such ha group '${call.params.group}'`);
        requireDigest(haGroups, call.params.digest);
        assignSection(group, call.params);
        return null;
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: "/cluster/ha/groups/{group}",
      description: "Delete ha group configuration.",
      permission: CONSOLE,
      protected: true,
      parameters: { group: text({ format: "pve-configid" }) },
      handler: (call) => {
        refuse(call, "delete");
        delete call.cluster.state.haGroups[call.params.group];
        return null;
      },
    }),
  ];
}
