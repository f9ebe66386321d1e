import {
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  UriTemplate,
} from "@modelcontextprotocol/server";
import { inline } from "../text/foreign.ts";
import { type Resource, resources } from "../resources/catalog.ts";
import type { Runtime } from "./runtime.ts";
import type { ServedTo } from "./served_to.ts";
import { callTool, type RequestScope } from "./tool_calls.ts";
import { toolsFor } from "./tool_source.ts";

/** Answers `resources/list`: the addresses without variables, one a cluster. */
export async function listResources(runtime: Runtime, servedTo: ServedTo): Promise<ListResourcesResult> {
  const { clusterNames } = runtime;
  const fixed = (await offered(runtime, servedTo)).filter(({ variables }) => variables === undefined);
  return {
    resources: clusterNames.flatMap((cluster) =>
      fixed.map((resource) => ({
        uri: clusterNames.length > 1
          ? `${resource.uri}?cluster=${encodeURIComponent(cluster)}`
          : resource.uri,
        name: nameOf(resource),
        title: clusterNames.length > 1 ? `${resource.title} of ${cluster}` : resource.title,
        ...shared(resource),
      }))
    ),
  };
}

/** Answers `resources/templates/list`. */
export async function listResourceTemplates(
  runtime: Runtime,
  servedTo: ServedTo,
): Promise<ListResourceTemplatesResult> {
  const suffix = runtime.clusterNames.length > 1 ? "{?cluster}" : "";
  const templates = (await offered(runtime, servedTo)).filter(({ variables }) => variables !== undefined);
  return {
    resourceTemplates: templates.map((resource) => ({
      uriTemplate: resource.uri + suffix,
      name: nameOf(resource),
      title: resource.title,
      ...shared(resource),
    })),
  };
}

/**
 * Answers `resources/read` by calling the resource's tool, under the same policy and limits.
 *
 * @throws {ResourceNotFoundError} for an address that is none of these; {@linkcode ProtocolError} with the tool's own words
 * when it is refused or fails.
 */
export async function readResource(
  runtime: Runtime,
  scope: RequestScope,
  uri: string,
): Promise<ReadResourceResult> {
  const found = find(uri);
  if (found === undefined) throw new ResourceNotFoundError(inline(uri, 400));
  const result = await callTool(runtime, scope, found.resource.tool, found.arguments);
  const content = "content" in result && Array.isArray(result.content) ? result.content : [];
  const text = content.flatMap((part) => part.type === "text" ? [part.text] : []).join("\n");
  if ("isError" in result && result.isError === true) {
    throw new ProtocolError(ProtocolErrorCode.InternalError, text);
  }
  return { contents: [{ uri, mimeType: "text/plain", text }] };
}

/** The resource that a URI template names, as clients refer to it when they complete its variables. */
export function resourceOfTemplate(template: string): Resource | undefined {
  return resources.find(({ uri }) => uri === template.replace("{?cluster}", ""));
}

/** Those whose tool this caller is shown. */
async function offered(runtime: Runtime, { policy }: ServedTo): Promise<readonly Resource[]> {
  const listed = new Set((await toolsFor({ policy, ssh: runtime.hasSsh })).map(({ name }) => name));
  return resources.filter(({ tool }) => listed.has(tool));
}

interface Found {
  readonly resource: Resource;
  readonly arguments: Record<string, string>;
}

/** Characters of the longest address: more than any node, storage or UPID takes. */
const longestAddress = 1000;

function find(uri: string): Found | undefined {
  if (uri.length > longestAddress) return undefined;
  const [address = "", query = ""] = uri.split("?", 2);
  const cluster = new URLSearchParams(query).get("cluster");
  for (const resource of resources) {
    const values = new UriTemplate(resource.uri).match(address);
    if (values === null) continue;
    try {
      const given = Object.entries(resource.variables ?? {}).map(([name, { argument }]) => [
        argument,
        decodeURIComponent(String(values[name] ?? "")),
      ]);
      return {
        resource,
        arguments: { ...Object.fromEntries(given), ...(cluster === null ? {} : { cluster }) },
      };
    } catch (error) {
      // An address with half an escape in it is nobody's.
      if (error instanceof URIError) return undefined;
      throw error;
    }
  }
  return undefined;
}

function nameOf({ title }: Resource): string {
  return title.toLowerCase().replaceAll(" ", "_");
}

function shared({ description }: Resource): { readonly description: string; readonly mimeType: string } {
  return { description, mimeType: "text/plain" };
}
