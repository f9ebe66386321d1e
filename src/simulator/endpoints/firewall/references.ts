import { type AnyEndpoint, defineEndpoint } from "../../api/endpoint.ts";
import { choice } from "../../api/schema.ts";
import type { FirewallScope } from "../../cluster/state.ts";
import { reading } from "./named.ts";
import { CLUSTER_SCOPE, type Scope } from "./scope.ts";

/** The aliases and IP sets that the source and destination of a rule may name. */
export function referenceEndpoints(scope: Scope): AnyEndpoint[] {
  return [
    defineEndpoint({
      ...reading(
        scope,
        `${scope.base}/refs`,
        "Lists possible IPSet/Alias reference which are allowed in source/dest properties.",
      ),
      parameters: { ...scope.path, type: choice("alias ipset") },
      handler: (call) => {
        const own = scope === CLUSTER_SCOPE ? [] : references(scope.find(call), "guest");
        const rows = [...references(call.cluster.state.firewall, "dc"), ...own];
        return rows.filter(({ type }) => call.given["type"] === undefined || type === call.given["type"]);
      },
    }),
  ];
}

function references({ aliases, ipsets }: FirewallScope, scope: "dc" | "guest"): Record<string, string>[] {
  const row = (type: string, mark: string) => ([name, { comment }]: [string, { comment?: string }]) => ({
    ...{ type, name, scope, ref: `${mark}${scope}/${name}` },
    ...(comment === undefined ? {} : { comment }),
  });
  return [
    ...Object.entries(aliases).map(row("alias", "")),
    ...Object.entries(ipsets).map(row("ipset", "+")),
  ];
}
