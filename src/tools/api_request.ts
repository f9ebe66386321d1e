import { late } from "../late.ts";
import { explain } from "../text/explained.ts";
import { canonicalPath } from "../wire/path.ts";
import type { Method, Parameters, ParameterValue } from "../wire/wire.ts";
import type { ApiEndpoint } from "../proxmox/api_schema/endpoint.ts";
import type { ApiSchema } from "../proxmox/api_schema/schema.ts";
import { SchemaUnavailableError } from "../proxmox/api_schema/source.ts";
import { ArgumentsError } from "./arguments.ts";
import type { ToolContext } from "./tool.ts";

/** A request of the generic tools, ready to be sent. */
export interface ApiRequest {
  readonly method: Method;
  /** In its canonical form. */
  readonly path: string;
  readonly parameters: Parameters;
  /** What the schema says of it; undefined where the schema could not be had. */
  readonly endpoint: ApiEndpoint | undefined;
  /** Why it was not checked. */
  readonly unchecked: string | undefined;
}

/** What a caller of the generic tools writes. */
export interface ApiInput {
  readonly path: string;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Brings a path as people write it into the one form that policy and server read alike: with its first slash, without
 * `/api2/json` before it and slashes behind it.
 *
 * @throws {PathError} when it is no path of the REST tree.
 */
export function apiPath(given: string): string {
  const path = given.trim().replace(/^\/*(?:api2\/(?:json|extjs)(?=\/|$))?\/*/, "").replace(/\/+$/, "");
  return canonicalPath(`/${path.replace(/\/{2,}/g, "/")}`);
}

/** A path as people read it: its segments decoded. */
export function readablePath(path: string): string {
  return decodeURIComponent(path);
}

/**
 * Checks a request against the schema of the connected node. Where the schema cannot be had it goes unchecked, and says so.
 *
 * @throws {RequestCheckError} naming what is at fault and the nearest right path, parameter or value.
 */
export async function checkedRequest(
  context: ToolContext,
  method: Method,
  input: ApiInput,
): Promise<ApiRequest> {
  const path = apiPath(input.path);
  const given = input.parameters ?? {};
  const schema = await schemaOrReason(context);
  if ("reason" in schema) {
    return {
      method,
      path,
      parameters: plainParameters(given),
      endpoint: undefined,
      unchecked: schema.reason,
    };
  }
  const { checkRequest } = await late<typeof import("../proxmox/api_schema/request_check.ts")>(
    "../proxmox/api_schema/request_check.ts",
    import.meta.url,
  );
  const { endpoint, parameters } = checkRequest(schema.schema, { method, path, parameters: given });
  return { method, path, parameters, endpoint, unchecked: undefined };
}

async function schemaOrReason(
  { proxmox, signal }: ToolContext,
): Promise<{ readonly schema: ApiSchema } | { readonly reason: string }> {
  try {
    return { schema: await proxmox.apiSchema.get(signal) };
  } catch (error) {
    if (error instanceof SchemaUnavailableError) return { reason: explain(error) };
    throw error;
  }
}

function plainParameters(given: Readonly<Record<string, unknown>>): Parameters {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, plainValue(name, value)]));
}

function plainValue(name: string, value: unknown): ParameterValue {
  if (value === null || value === undefined || isScalar(value)) return value;
  if (Array.isArray(value)) {
    return value.map((element: unknown) => {
      if (typeof element === "string" || typeof element === "number") return element;
      throw noScalar(name);
    });
  }
  throw noScalar(name);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function noScalar(name: string): ArgumentsError {
  return new ArgumentsError(`The parameter ${name} is an object, which Proxmox does not take.`, {
    remedy: "Write it as text, such as key=value,key=value.",
  });
}

/** The line that an unchecked answer begins with; empty for a checked one. */
export function uncheckedNote(request: Pick<ApiRequest, "unchecked">): string {
  return request.unchecked === undefined ? "" : `Sent unchecked. ${request.unchecked}\n`;
}
