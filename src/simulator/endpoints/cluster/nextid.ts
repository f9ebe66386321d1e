import { ANYONE, type Call, defineEndpoint } from "../../api/endpoint.ts";
import { invalid } from "../../api/failure.ts";
import { optional, VMID } from "../../api/schema.ts";
import type { Cluster } from "../../cluster/cluster.ts";
import { parsePropertyString } from "../../cluster/property_string.ts";

const PARAMETERS = { vmid: optional(VMID) } as const;

/** `GET /cluster/nextid`. */
export const nextidEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/nextid",
    description: "Get next free VMID. Pass a VMID to assert that its free (at time of check).",
    permission: ANYONE,
    parameters: PARAMETERS,
    handler: nextId,
  }),
];

/** The id is text although the schema says integer, and the complaint says VM for containers too. */
function nextId({ cluster, params }: Call<typeof PARAMETERS>): string {
  const { vmid } = params;
  if (vmid === undefined) return String(lowestFreeId(cluster));
  if (cluster.guest(vmid) !== undefined) throw invalid({ vmid: `VM ${vmid} already exists` });
  return String(vmid);
}

function lowestFreeId(cluster: Cluster): number {
  const range = parsePropertyString(String(cluster.state.options["next-id"] ?? ""), "lower");
  let id = Number(range["lower"] ?? 100);
  while (cluster.guest(id) !== undefined) id += 1;
  return id;
}
