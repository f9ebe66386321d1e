import * as z from "zod";
import { capEnd } from "../text/cap.ts";
import { inline } from "../text/foreign.ts";
import type { Method } from "../wire/wire.ts";
import type { ApiEndpoint } from "../proxmox/api_schema/endpoint.ts";
import type { ApiSchema } from "../proxmox/api_schema/schema.ts";
import { briefText, fullText } from "./api_endpoint_text.ts";
import { apiPath, readablePath } from "./api_request.ts";
import { defineTool } from "./tool.ts";

const methods = ["GET", "POST", "PUT", "DELETE"] as const;

/** What a search found. */
interface Findings {
  readonly version: string;
  /** True when the query was the path of these endpoints. */
  readonly exact: boolean;
  readonly endpoints: readonly ApiEndpoint[];
  readonly total: number;
  /** Paths below the one asked for. */
  readonly below: readonly string[];
}

/** `proxmox_api_search`: source the node's own schema, see {@linkcode ApiSchemaSource}. */
export const apiSearch = defineTool({
  name: "proxmox_api_search",
  title: "Search the API",
  toolset: "door",
  access: "read",
  privileges: [],
  description:
    "Find Proxmox REST endpoints by words or path: parameters (* required), privileges, class, example.",
  input: { query: z.string().max(300) },
  // The answer tells of them where they help.
  hidden: { method: z.enum(methods).optional(), limit: z.int().min(1).max(50).default(5) },
  async run({ query, method, limit }, { proxmox, signal }): Promise<Findings> {
    const schema = await proxmox.apiSchema.get(signal);
    const [, spoken, asked = ""] = /^\s*(?:(GET|POST|PUT|DELETE)\s+)?(.*?)\s*$/s.exec(query) ?? [];
    const wanted = method ?? methods.find((known) => known === spoken);
    const isPath = /^\/?\S*\/\S*$/.test(asked);
    const exact = isPath ? atPath(schema, asked, wanted) : undefined;
    if (exact !== undefined) return exact;
    const words = isPath ? asked.replace(/\d+/g, " ") : asked;
    const { endpoints, total } = schema.search.find(words, { method: wanted, limit });
    return { version: schema.version, exact: false, endpoints, total, below: [] };
  },
  answer({ version, exact, endpoints, total, below }, { query, limit }, limits) {
    if (endpoints.length === 0 && below.length === 0) {
      return {
        text:
          `Proxmox VE ${version} has no endpoint for ${
            JSON.stringify(inline(query, 100))
          }. Try fewer or other ` +
          "words, or a path such as /nodes/{node}/qemu.",
      };
    }
    const more = total > endpoints.length && !exact
      ? [`${endpoints.length} of ${total} shown; give limit=${Math.min(50, limit * 4)}, method= or a path.`]
      : [];
    const children = below.length === 0 ? [] : [`Below it: ${below.join(", ")}`];
    const text = [...endpoints.map(exact ? fullText : briefText), ...children, ...more].join("\n");
    return { text: capEnd(text, limits.characters) };
  },
});

/** The methods of an exact path, and the paths below it; undefined when the schema has neither. */
function atPath(schema: ApiSchema, given: string, method: Method | undefined): Findings | undefined {
  const path = readablePath(apiPath(given));
  const match = schema.paths.match(path);
  const found = [...match?.methods.values() ?? []];
  const endpoints = method === undefined ? found : found.filter((endpoint) => endpoint.method === method);
  const below = schema.paths.below(path);
  if (endpoints.length === 0 && below.length === 0) return undefined;
  return { version: schema.version, exact: true, endpoints, total: endpoints.length, below };
}
