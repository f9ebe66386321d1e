import type { AccessClass } from "../access.ts";
import { accessEndpoints } from "./access_endpoints.ts";
import { clusterEndpoints } from "./cluster_endpoints.ts";
import type { EndpointGroup } from "./group.ts";
import { guestEndpoints } from "./guest_endpoints.ts";
import { nodeEndpoints } from "./node_endpoints.ts";
import { readEndpoints } from "./read_endpoints.ts";
import { storageEndpoints } from "./storage_endpoints.ts";

/** One endpoint of the tables. */
export interface KnownEndpoint {
  readonly method: string;
  /** Path with Proxmox's placeholders, for example `/nodes/{node}/qemu/{vmid}/config`. */
  readonly template: string;
  readonly access: AccessClass;
  readonly why: string;
}

interface Branch {
  readonly literal: Map<string, Branch>;
  placeholder?: Branch;
  /** What a `{name...}` at the end, which takes the rest of the path, leads to. */
  rest?: Branch;
  readonly endpoints: Map<string, KnownEndpoint>;
}

let built: Branch | undefined;

/** The table's entry for a method and the segments of a path, or undefined when the tables do not know it. */
export function findEndpoint(method: string, segments: readonly string[]): KnownEndpoint | undefined {
  built ??= buildTree();
  return find(built, method, segments, 0);
}

function find(
  branch: Branch,
  method: string,
  segments: readonly string[],
  depth: number,
): KnownEndpoint | undefined {
  const segment = segments[depth];
  if (segment === undefined) return branch.endpoints.get(method);
  // Proxmox tries the literal child before the placeholder, and so does this.
  for (const next of [branch.literal.get(segment), branch.placeholder]) {
    const found = next === undefined ? undefined : find(next, method, segments, depth + 1);
    if (found !== undefined) return found;
  }
  return branch.rest?.endpoints.get(method);
}

/** Built by the first request, so that a start does not wait for it. */
function buildTree(): Branch {
  const root = newBranch();
  const tables = [
    guestEndpoints,
    storageEndpoints,
    nodeEndpoints,
    clusterEndpoints,
    accessEndpoints,
    readEndpoints,
  ];
  for (const group of tables.flat()) addGroup(root, group);
  return root;
}

function addGroup(root: Branch, group: EndpointGroup): void {
  for (const prefix of group.under ?? [""]) {
    for (const endpoint of group.endpoints) {
      const [methods = "", path = ""] = endpoint.split(" ");
      const template = `${prefix}${path}`.replace(/\/$/, "");
      const branch = branchFor(root, template);
      for (const method of methods.split("|")) {
        branch.endpoints.set(method, { method, template, access: group.access, why: group.why });
      }
    }
  }
}

function branchFor(root: Branch, template: string): Branch {
  let branch = root;
  for (const segment of template.split("/").slice(1)) {
    if (segment.endsWith("...}")) branch = branch.rest ??= newBranch();
    else if (segment.startsWith("{")) branch = branch.placeholder ??= newBranch();
    else {
      const next = branch.literal.get(segment) ?? newBranch();
      branch.literal.set(segment, next);
      branch = next;
    }
  }
  return branch;
}

function newBranch(): Branch {
  return { literal: new Map(), endpoints: new Map() };
}
