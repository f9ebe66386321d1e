import { propertyParts } from "../cluster/property_string.ts";
import { checkFormat, isListFormat } from "./formats.ts";
import type { Parameter, ParameterMap, PropertyStringFormat } from "./schema.ts";

/** Parameters as they arrive: texts from forms and query strings, JSON values from JSON bodies. */
export type RawParameters = Readonly<Record<string, unknown>>;

/** What a check leaves: values by name, or a complaint by name. */
export interface Checked {
  readonly values: Record<string, unknown>;
  readonly errors: Record<string, string>;
}

const MISSING = "property is missing and it is not optional";
const UNKNOWN = "property is not defined in schema and the schema does not allow additional properties";

/** Checks parameters against their schema and reports every offending one, in Proxmox's words. */
export function validate(schema: ParameterMap, given: RawParameters): Checked {
  const values: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const parameter = lookUp(schema, name);
    if (parameter === undefined) errors[name] = UNKNOWN;
    else if (value !== null && value !== undefined) {
      const result = checkValue(parameter, value, name);
      if ("error" in result) errors[name] = result.error;
      else values[name] = result.value;
    }
  }
  for (const [name, parameter] of Object.entries(schema)) {
    const isGiven = given[name] !== undefined;
    if (!isGiven && parameter.optional !== true) errors[name] = MISSING;
    if (isGiven && parameter.requires !== undefined && given[parameter.requires] === undefined) {
      errors[parameter.requires] = `missing property required by '${name}'`;
    }
  }
  return { values, errors };
}

/** The schema of a name, looking through numbered families such as `net[n]`. */
export function lookUp(schema: ParameterMap, name: string): Parameter | undefined {
  const direct = schema[name];
  if (direct !== undefined && !name.endsWith("[n]")) return direct;
  const match = /^([a-z]+)(0|[1-9]\d*)$/.exec(name);
  if (match === null) return undefined;
  const [, family = "", index = ""] = match;
  const parameter = schema[`${family}[n]`];
  return parameter !== undefined && Number(index) < (parameter.instances ?? 0) ? parameter : undefined;
}

type Outcome = { readonly value: unknown } | { readonly error: string };

function checkValue(parameter: Parameter, given: unknown, name: string): Outcome {
  if (parameter.type === "array") return checkArray(parameter, given, name);
  const isList = typeof parameter.format === "string" && isListFormat(parameter.format);
  const value = Array.isArray(given) ? (isList ? given.join(",") : given.at(-1)) : given;
  const typed = checkType(parameter, value);
  if ("error" in typed) return typed;
  const complaint = checkText(parameter, plain(value), name);
  return complaint === undefined ? typed : { error: complaint };
}

function checkArray(parameter: Parameter, given: unknown, name: string): Outcome {
  const items: unknown[] = Array.isArray(given) ? given : [given];
  const values: unknown[] = [];
  for (const item of items) {
    const result = checkValue(parameter.items ?? { type: "string" }, item, name);
    if ("error" in result) return result;
    values.push(result.value);
  }
  return { value: values };
}

function plain(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function checkType(parameter: Parameter, value: unknown): Outcome {
  const text = plain(value);
  switch (parameter.type) {
    case "integer":
      return /^[+-]?\d+$/.test(text) ? { value: Number(text) } : wrongType("integer", text);
    case "number":
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)
        ? { value: Number(text) }
        : wrongType("number", text);
    case "boolean":
      return text === "0" || text === "1" ? { value: text === "1" } : wrongType("boolean", text);
    default:
      return { value: text };
  }
}

function wrongType(type: string, text: string): Outcome {
  return { error: `type check ('${type}') failed - got '${text}'` };
}

/** The checks of an already typed value, in the order in which Proxmox makes them. */
function checkText(parameter: Parameter, value: string, name: string): string | undefined {
  const { format, pattern, maxLength, minLength, minimum, maximum } = parameter;
  if (typeof format === "string") {
    const complaint = checkFormat(format, value);
    if (complaint !== undefined) return `invalid format - ${complaint}\n`;
  } else if (format !== undefined) {
    const complaints = checkPropertyString(format, value, name);
    if (complaints.length > 0) return `invalid format - format error\n${complaints.join("")}`;
  }
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "s").test(value)) {
    return "value does not match the regex pattern";
  }
  if (maxLength !== undefined && value.length > maxLength) {
    return `value may only be ${maxLength} characters long`;
  }
  if (minLength !== undefined && value.length < minLength) {
    return `value must be at least ${minLength} characters long`;
  }
  if (parameter.type === "integer" || parameter.type === "number") {
    if (maximum !== undefined && Number(value) > maximum) {
      return `value must have a maximum value of ${maximum}`;
    }
    if (minimum !== undefined && Number(value) < minimum) {
      return `value must have a minimum value of ${minimum}`;
    }
  }
  if (parameter.enum !== undefined && !parameter.enum.includes(value)) {
    return `value '${value}' does not have a value in the enumeration '${parameter.enum.join(", ")}'`;
  }
  return undefined;
}

function checkPropertyString(format: PropertyStringFormat, value: string, name: string): string[] {
  const defaultKey = Object.keys(format).find((key) => format[key]?.default_key === 1);
  const complaints: string[] = [];
  const seen = new Set<string>();
  for (const part of propertyParts(value)) {
    const given = part.key ?? defaultKey;
    if (given === undefined) return ["value without key, but schema does not define a default key\n"];
    const key = format[given]?.alias ?? given;
    const keyAlias = format[given]?.keyAlias;
    if (keyAlias !== undefined) seen.add(keyAlias);
    const schema = lookUp(format, key) ?? lookUp(format, given);
    if (schema === undefined) complaints.push(`${name}.${given}: ${UNKNOWN}\n`);
    else {
      seen.add(key);
      const complaint = checkPart(schema, part.value, `${name}.${key}`);
      if (complaint !== undefined) complaints.push(`${name}.${key}: ${complaint.replace(/\n$/, "")}\n`);
    }
  }
  for (const [key, schema] of Object.entries(format)) {
    if (schema.optional !== true && schema.alias === undefined && !seen.has(key)) {
      complaints.push(`${name}.${key}: ${MISSING}\n`);
    }
  }
  return complaints;
}

/** Inside property strings booleans may also be written as words. */
function checkPart(schema: Parameter, value: string, name: string): string | undefined {
  if (schema.type === "boolean") {
    return /^(0|1|on|off|yes|no|true|false)$/i.test(value)
      ? undefined
      : `type check ('boolean') failed - got '${value}'`;
  }
  const result = checkValue(schema, value, name);
  return "error" in result ? result.error : undefined;
}
