import { ANYONE, type Call, defineEndpoint } from "../../api/endpoint.ts";
import { optional, text } from "../../api/schema.ts";
import { resourceRows } from "../../resources/rows.ts";

const PARAMETERS = {
  type: optional(text({ enum: ["vm", "storage", "node", "sdn"], description: "Resource type." })),
} as const;

/** `GET /cluster/resources`. */
export const resourcesEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/resources",
    description: "Resources index (cluster wide).",
    permission: ANYONE,
    parameters: PARAMETERS,
    handler: (call: Call<typeof PARAMETERS>) => resourceRows(call, call.params.type),
  }),
];
