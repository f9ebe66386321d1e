import { ANYONE, defineEndpoint } from "../api/endpoint.ts";
import { NODE } from "../api/schema.ts";
import { type Release, releaseFacts } from "../cluster/release.ts";

function versionBody(release: Release): Record<string, string> {
  const { release: name, version, repoid } = releaseFacts(release);
  return { release: name, version, repoid };
}

/** `/version`, of the cluster's entry node and of a named one. */
export const versionEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/version",
    description: "API version details, including some parts of the global datacenter config.",
    permission: ANYONE,
    parameters: {},
    handler: ({ cluster }) => versionBody(cluster.release),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/version",
    description: "API version details.",
    permission: ANYONE,
    parameters: { node: NODE },
    handler: ({ cluster }) => versionBody(cluster.release),
  }),
];
