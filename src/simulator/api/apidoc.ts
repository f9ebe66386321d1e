import type { AnyEndpoint } from "./endpoint.ts";
import type { Parameter, ParameterMap } from "./schema.ts";

/** A path of the tree as `apidoc.js` nests it. */
interface PathNode {
  readonly path: string;
  readonly text: string;
  leaf: 0 | 1;
  readonly info: Record<string, unknown>;
  readonly children: PathNode[];
}

/** Where pveproxy serves the schema of its API, to anyone. */
export const APIDOC_PATH = "/pve-docs/api-viewer/apidoc.js";

/**
 * Writes the declared endpoints the way Proxmox's API viewer has them: a script that assigns the tree of paths, and code
 * of the viewer behind it.
 */
export function apidocScript(endpoints: readonly AnyEndpoint[]): string {
  const top: PathNode[] = [];
  for (const endpoint of endpoints) {
    const node = nodeFor(top, endpoint.path.replace("*}", "}"));
    if (node !== undefined) node.info[endpoint.method] = methodInfo(endpoint);
  }
  sort(top);
  return `const apiSchema = ${JSON.stringify(top, undefined, 3)}\n;\n\n` +
    "// The viewer's own code follows.\nExt.onReady(function() { showTree(apiSchema[0]); });\n";
}

/** The node of a path, with those above it made where they are missing; none for the root, which the viewer leaves out. */
function nodeFor(top: PathNode[], path: string): PathNode | undefined {
  let siblings = top;
  let node: PathNode | undefined;
  let walked = "";
  for (const text of path.split("/").filter((segment) => segment !== "")) {
    walked += `/${text}`;
    if (node !== undefined) node.leaf = 0;
    node = siblings.find((sibling) => sibling.text === text);
    if (node === undefined) {
      node = { path: walked, text, leaf: 1, info: {}, children: [] };
      siblings.push(node);
    }
    siblings = node.children;
  }
  return node;
}

function methodInfo(endpoint: AnyEndpoint): Record<string, unknown> {
  const { method, path, description, permission } = endpoint;
  return {
    method,
    name: nameOf(method, path),
    description,
    allowtoken: endpoint.ticketOnly === true ? 0 : 1,
    ...(endpoint.protected === true ? { protected: 1 } : {}),
    ...(path.startsWith("/nodes/{node}/") && endpoint.local !== true ? { proxyto: "node" } : {}),
    ...(permission === undefined ? {} : { permissions: permission }),
    parameters: { additionalProperties: 0, properties: properties(endpoint.parameters) },
  };
}

/** Proxmox's own names are words of its source; these are made of the path's last word. */
function nameOf(method: string, path: string): string {
  const word = path.split("/").findLast((segment) => segment !== "" && !segment.startsWith("{")) ?? "index";
  return `${method.toLowerCase()}_${word.replaceAll("-", "_")}`;
}

function properties(parameters: ParameterMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, property(parameter)]),
  );
}

/** A parameter with booleans as Perl writes them; `instances` is what the name's `[n]` says, `since` what is left out before. */
function property({ instances: _, since: __, ...parameter }: Parameter): Record<string, unknown> {
  return {
    ...parameter,
    ...(parameter.optional === undefined ? {} : { optional: parameter.optional ? 1 : 0 }),
    ...(typeof parameter.format === "object" ? { format: properties(parameter.format) } : {}),
    ...(parameter.items === undefined ? {} : { items: property(parameter.items) }),
  };
}

function sort(nodes: PathNode[]): void {
  nodes.sort((left, right) => left.text < right.text ? -1 : 1);
  for (const node of nodes) sort(node.children);
}
