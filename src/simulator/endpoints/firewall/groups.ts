import { type AnyEndpoint, ANYONE, defineEndpoint } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { DIGEST, optional, text } from "../../api/schema.ts";
import { COMMENT, comment, open, reading, requireNamed, writing } from "./named.ts";
import { ruleSetEndpoints } from "./rules.ts";
import { CLUSTER_SCOPE, partDigest } from "./scope.ts";

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
        const { groups } = await open(scope, call, "groups");
        const { group, rename } = call.params;
        if (rename !== undefined) {
          groups[group] = { ...requireNamed(groups, rename, "security group"), ...comment(call) };
          if (rename !== group) delete groups[rename];
          return null;
        }
        if (groups[group] !== undefined) throw failure(`Security group '${group}' already exists`);
        groups[group] = { rules: [], ...comment(call) };
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
