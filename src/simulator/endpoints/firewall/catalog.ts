import type { AnyEndpoint } from "../../api/endpoint.ts";
import { aliasEndpoints } from "./aliases.ts";
import { groupEndpoints } from "./groups.ts";
import { ipsetEntryEndpoints } from "./ipset_entries.ts";
import { ipsetEndpoints } from "./ipsets.ts";
import { firewallOptionEndpoints } from "./options.ts";
import { referenceEndpoints } from "./references.ts";
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
    ...ipsetEntryEndpoints(scope),
    ...referenceEndpoints(scope),
  ]),
];
