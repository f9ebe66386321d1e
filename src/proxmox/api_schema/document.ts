import * as z from "zod";
import { type ApiEndpoint, type ApiParameter, placeholders, type PropertyKey } from "./endpoint.ts";
import { assignedArray, SchemaDocumentError } from "./literal.ts";
import { permissionText } from "./permission.ts";
import { firstSentence } from "./prose.ts";
import { returnsText } from "./returns.ts";

const bit = z.union([z.boolean(), z.number(), z.string()]).transform((value) => Number(value) !== 0);
const scalar = z.union([z.string(), z.number()]).optional().catch(undefined);
const count = z.coerce.number().optional().catch(undefined);
const word = z.string().optional().catch(undefined);
const words = z.array(z.union([z.string(), z.number()])).optional().catch(undefined);

const limitFields = {
  type: word,
  optional: bit.optional(),
  description: word,
  default: scalar,
  enum: words,
  minimum: count,
  maximum: count,
  minLength: count,
  maxLength: count,
  pattern: word,
  requires: word,
  default_key: bit.optional(),
  alias: word,
};

const keySchema = z.object({ ...limitFields, format: word });
const formatSchema = z.union([z.string(), z.record(z.string(), keySchema)]).optional().catch(undefined);
const itemSchema = z.object({ ...limitFields, format: formatSchema });
const parameterSchema = z.object({
  ...limitFields,
  format: formatSchema,
  items: itemSchema.optional().catch(undefined),
});

const methodSchema = z.object({
  name: z.string().catch(""),
  description: z.string().catch(""),
  allowtoken: bit.optional(),
  parameters: z.object({
    additionalProperties: z.unknown().optional(),
    properties: z.record(z.string(), parameterSchema).optional(),
  }).optional().catch(undefined),
  permissions: z.unknown().optional(),
  returns: z.unknown().optional(),
});

const nodeSchema = z.object({
  path: z.string(),
  info: z.record(z.string(), z.unknown()).optional(),
  children: z.array(z.unknown()).optional(),
});

type RawParameter = z.infer<typeof parameterSchema>;
type RawKey = z.infer<typeof keySchema>;

const methodNames = ["GET", "POST", "PUT", "DELETE"] as const;

/**
 * Reads the endpoints out of Proxmox's `apidoc.js`, ordered by path and method.
 *
 * What is odd about one method leaves that method out, not the whole schema.
 *
 * @throws {SchemaDocumentError} when the document is not that script.
 */
export function parseApiDocument(script: string): readonly ApiEndpoint[] {
  const endpoints: ApiEndpoint[] = [];
  for (const node of jsonArray(assignedArray(script))) collect(node, endpoints);
  if (endpoints.length === 0) throw new SchemaDocumentError("The API viewer's script names no endpoint.");
  return endpoints.sort((left, right) =>
    left.path < right.path ? -1 : left.path > right.path ? 1 : left.method < right.method ? -1 : 1
  );
}

function jsonArray(text: string): readonly unknown[] {
  try {
    return z.array(z.unknown()).parse(JSON.parse(text));
  } catch (cause) {
    throw new SchemaDocumentError("The array in the API viewer's script is no JSON.", { cause });
  }
}

function collect(value: unknown, into: ApiEndpoint[]): void {
  const node = nodeSchema.safeParse(value).data;
  if (node === undefined) return;
  for (const method of methodNames) {
    const info = methodSchema.safeParse(node.info?.[method]).data;
    if (info !== undefined) into.push(slimEndpoint(method, node.path, info));
  }
  for (const child of node.children ?? []) collect(child, into);
}

function slimEndpoint(
  method: ApiEndpoint["method"],
  path: string,
  info: z.infer<typeof methodSchema>,
): ApiEndpoint {
  const declared = Object.entries(info.parameters?.properties ?? {}).map(([name, raw]) =>
    [name, slimParameter(raw)] as const
  );
  const parameters = new Map<string, ApiParameter>(declared);
  // A placeholder that the schema forgot to declare is a parameter all the same.
  for (const name of placeholders(path)) {
    if (!parameters.has(name)) parameters.set(name, { type: "string" });
  }
  return {
    method,
    path,
    name: info.name,
    about: firstSentence(info.description),
    parameters: Object.fromEntries(parameters),
    ...(isClosed(info.parameters?.additionalProperties) ? {} : { open: true }),
    permission: permissionText(info.permissions),
    ...(info.allowtoken === false ? { ticketOnly: true } : {}),
    returns: returnsText(info.returns),
  };
}

/** Proxmox refuses undeclared parameters only where the schema says so with a zero. */
function isClosed(additionalProperties: unknown): boolean {
  return additionalProperties === 0 || additionalProperties === "0" || additionalProperties === false;
}

function slimParameter(raw: RawParameter): ApiParameter {
  return {
    ...slimLimits(raw),
    ...slimFormat(raw.format),
    ...(raw.items === undefined
      ? {}
      : { items: { ...slimLimits(raw.items), ...slimFormat(raw.items.format) } }),
  };
}

function slimFormat(format: RawParameter["format"]): Pick<ApiParameter, "format" | "keys"> {
  if (format === undefined) return {};
  if (typeof format === "string") return { format };
  return { keys: Object.fromEntries(Object.entries(format).map(([name, key]) => [name, slimKey(key)])) };
}

function slimKey(raw: RawKey): PropertyKey {
  return {
    ...slimLimits(raw),
    ...(raw.format === undefined ? {} : { format: raw.format }),
    ...(raw.default_key === true ? { first: true } : {}),
    ...(raw.alias === undefined ? {} : { alias: raw.alias }),
  };
}

function slimLimits(raw: Omit<RawKey, "format">): Omit<ApiParameter, "format" | "keys" | "items"> {
  const about = firstSentence(raw.description ?? "");
  return {
    ...(raw.type === undefined ? {} : { type: raw.type }),
    ...(raw.optional === true ? { optional: true } : {}),
    ...(about === "" ? {} : { about }),
    ...(raw.default === undefined ? {} : { default: raw.default }),
    ...(raw.enum === undefined ? {} : { enum: raw.enum }),
    ...(raw.minimum === undefined ? {} : { minimum: raw.minimum }),
    ...(raw.maximum === undefined ? {} : { maximum: raw.maximum }),
    ...(raw.minLength === undefined ? {} : { minLength: raw.minLength }),
    ...(raw.maxLength === undefined ? {} : { maxLength: raw.maxLength }),
    ...(raw.pattern === undefined ? {} : { pattern: raw.pattern }),
    ...(raw.requires === undefined ? {} : { requires: raw.requires }),
  };
}
