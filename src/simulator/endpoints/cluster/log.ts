import { ANYONE, defineEndpoint } from "../../api/endpoint.ts";
import { integer, optional } from "../../api/schema.ts";
import { identityName } from "../../cluster/identity.ts";

/** The cluster log, newest first. */
export const logEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/log",
    description: "Read cluster log",
    permission: ANYONE,
    parameters: { max: optional(integer({ minimum: 1 })) },
    handler: ({ cluster, identity, permissions, params }) => {
      const seesAll = permissions.has("/", ["Sys.Syslog"]);
      return cluster.state.log
        .filter((entry) => seesAll || entry.user === identityName(identity))
        .toReversed()
        .slice(0, params.max)
        .map((entry) => ({ ...entry, uid: String(entry.uid), id: `${entry.uid}:${entry.node}` }));
    },
  }),
];
