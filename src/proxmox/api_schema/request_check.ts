import { isSecretParameter } from "../../policy/masking/mask_request.ts";
import { ExplainedError } from "../../text/explained.ts";
import { nearest } from "../../text/nearest.ts";
import type { Method, Parameters, ParameterValue } from "../../wire/wire.ts";
import { type ApiEndpoint, type ApiParameter, placeholders } from "./endpoint.ts";
import { parametersText } from "./notation.ts";
import type { ApiSchema } from "./schema.ts";
import { checkValue } from "./value_check.ts";

/** A request that does not fit the node's own schema; it was not sent. */
export class RequestCheckError extends ExplainedError {
  override readonly name = "RequestCheckError";
}

/** A request as a caller wrote it; the path in its canonical form. */
export interface WrittenRequest {
  readonly method: Method;
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A request that fits the schema. */
export interface CheckedRequest {
  readonly endpoint: ApiEndpoint;
  /** The parameters beside the path, in the form that travels. */
  readonly parameters: Parameters;
}

/**
 * Checks path and parameters against the schema, before anything is sent.
 *
 * @throws {RequestCheckError} naming each parameter at fault and the nearest right name, path or value.
 */
export function checkRequest(schema: ApiSchema, request: WrittenRequest): CheckedRequest {
  const { endpoint, values } = locate(schema, request);
  const faults: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const fault = pathFault(endpoint, name, value);
    if (fault !== undefined) faults.push(fault);
  }
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, given] of Object.entries(request.parameters)) {
    if (given === null || given === undefined) continue;
    const inPath = Object.hasOwn(values, name) ? values[name] : undefined;
    if (inPath !== undefined) {
      if (String(given) !== inPath) {
        faults.push(`${name} is ${inPath} in the path and ${String(given)} in the parameters`);
      }
      continue;
    }
    const rule = ruleOf(endpoint, name);
    const checked = rule === undefined ? unknownParameter(endpoint, name, given) : checkValue(rule, given);
    if (!("fault" in checked)) parameters[name] = checked.value;
    else {faults.push(
        `${name} ${isSecretParameter(request.path, name) ? withoutValue(checked.fault) : checked.fault}`,
      );}
  }
  faults.push(...missing(endpoint, { ...request.parameters, ...values }));
  if (faults.length === 0) return { endpoint, parameters };
  const taken = parametersText(endpoint, 700);
  throw new RequestCheckError(`${endpoint.method} ${endpoint.path} was not sent: ${faults.join("; ")}.`, {
    remedy: taken === "" ? "It takes no parameters beside the path." : `It takes: ${taken}`,
  });
}

/** What is wrong with a secret, in words that do not repeat it. */
function withoutValue(fault: string): string {
  return /^(must have at least|may have at most|is no parameter|takes)/.test(fault)
    ? fault
    : "is not of the form that it takes";
}

function locate(
  schema: ApiSchema,
  { method, path }: WrittenRequest,
): { readonly endpoint: ApiEndpoint; readonly values: Readonly<Record<string, string>> } {
  const match = schema.paths.match(path);
  const endpoint = match?.methods.get(method);
  if (match !== undefined && endpoint !== undefined) return { endpoint, values: match.values };
  const has = match === undefined ? undefined : [...match.methods.keys()].sort();
  throw new RequestCheckError(
    has === undefined
      ? `Proxmox VE ${schema.version} has no path ${path}; nothing was sent.`
      : `${path} has no ${method}, only ${has.join(", ")}; nothing was sent.`,
    { remedy: suggestion(schema, method, path) },
  );
}

function suggestion(schema: ApiSchema, method: Method, path: string): string {
  const near = schema.paths.nearest(path, method);
  if (near !== undefined) return `Did you mean ${near}?`;
  const words = path.replace(/\d+/g, " ");
  const found = schema.search.find(words, { method, limit: 3 }).endpoints.map((endpoint) => endpoint.path);
  return found.length === 0
    ? "proxmox_api_search finds paths by words."
    : `The nearest with ${method}: ${found.join(", ")}. proxmox_api_search finds more.`;
}

function pathFault(endpoint: ApiEndpoint, name: string, value: string): string | undefined {
  if (/^\{.*\}$/.test(value)) return `${value} in the path stands for a value: put one in its place`;
  const checked = checkValue(endpoint.parameters[name] ?? {}, value);
  return "fault" in checked ? `${name} ${checked.fault}` : undefined;
}

/** The rule of a parameter by its name, numbered families (`net[n]`) included. */
function ruleOf(endpoint: ApiEndpoint, name: string): ApiParameter | undefined {
  if (Object.hasOwn(endpoint.parameters, name)) return endpoint.parameters[name];
  const family = `${name.replace(/\d+$/, "")}[n]`;
  return /\d$/.test(name) && Object.hasOwn(endpoint.parameters, family)
    ? endpoint.parameters[family]
    : undefined;
}

function unknownParameter(
  endpoint: ApiEndpoint,
  name: string,
  given: unknown,
): ReturnType<typeof checkValue> {
  if (endpoint.open === true) return checkValue(Array.isArray(given) ? { type: "array" } : {}, given);
  const known = Object.keys(endpoint.parameters).map((known) => known.replace("[n]", "0"));
  const near = nearest(name, known);
  return { fault: `is no parameter of it${near === undefined ? "" : ` (did you mean ${near}?)`}` };
}

function missing(endpoint: ApiEndpoint, given: Readonly<Record<string, unknown>>): readonly string[] {
  const faults: string[] = [];
  const inPath = new Set(placeholders(endpoint.path));
  for (const [name, rule] of Object.entries(endpoint.parameters)) {
    const isGiven = Object.hasOwn(given, name) && given[name] !== null && given[name] !== undefined;
    if (!isGiven && rule.optional !== true && !inPath.has(name)) faults.push(`${name} is missing`);
    if (isGiven && rule.requires !== undefined && !Object.hasOwn(given, rule.requires)) {
      faults.push(`${name} needs ${rule.requires} as well`);
    }
  }
  return faults;
}
