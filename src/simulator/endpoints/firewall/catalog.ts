import type { AnyEndpoint } from "../../api/endpoint.ts";
import { aliasEndpoints, groupEndpoints, ipsetEndpoints } from "./named_sets.ts";
import { firewallOptionEndpoints } from "./options.ts";
import { ruleEndpoints } from "./rules.ts";
import { CLUSTER_SCOPE, guestScope, NODE_SCOPE } from "./scope.ts";

/** The firewall of the cluster, the nodes and the guests. */
export const firewallEndpoints: AnyEndpoint[] = [
  ...firewallOptionEndpoints,
  ...groupEndpoints(),
  ...ruleEndpoints(NODE_SCOPE),
  ...[CLUSTER_SCOPE, guestScope("qemu"), guestScope("lxc")].flatMap((scope) => [
    ...ruleEndpoints(scope),
    ...aliasEndpoints(scope),
    ...ipsetEndpoints(scope),
  ]),
];
