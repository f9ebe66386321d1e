import type * as z from "zod";
import { ExplainedError } from "../text/explained.ts";
import { nearest } from "../text/nearest.ts";
import type { JsonSchema, PropertySchema } from "./schema.ts";

/** Arguments that do not fit a tool; the message names each argument at fault. */
export class ArgumentsError extends ExplainedError {
  override readonly name = "ArgumentsError";
}

/**
 * Parses arguments as models and clients send them: `null` means absent, numbers and booleans may come as strings, lists
 * and objects as JSON text.
 *
 * @throws {ArgumentsError} naming every argument at fault, and the nearest known one for an unknown name.
 */
export function parseArguments<Input extends Readonly<Record<string, unknown>>>(
  tool: string,
  parser: z.ZodType<Input>,
  schema: JsonSchema,
  given: unknown,
): Input {
  const properties = schema.properties ?? {};
  const parsed = parser.safeParse(coerce(asObject(tool, given), properties));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => sentence(issue, Object.keys(properties)));
  throw new ArgumentsError(`${tool} was not called: ${faults.join("; ")}.`, { remedy: usage(schema) });
}

/**
 * Reads an argument that every tool may get beside its own and that must be a text.
 *
 * @throws {ArgumentsError} when it is something else.
 */
export function optionalText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  throw new ArgumentsError(`${name} must be a text.`);
}

function asObject(tool: string, given: unknown): Readonly<Record<string, unknown>> {
  const value = typeof given === "string" ? parseJson(given) : given;
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw new ArgumentsError(`${tool} was not called: arguments must be an object of names and values.`);
}

function coerce(
  given: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, PropertySchema>>,
): Record<string, unknown> {
  const coerced: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== null && value !== undefined) coerced[name] = coerceValue(value, properties[name]);
  }
  return coerced;
}

function coerceValue(value: unknown, schema: PropertySchema | undefined): unknown {
  switch (schema?.type) {
    case "integer":
    case "number":
      return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
        ? Number(value)
        : value;
    case "boolean":
      if (value === 1 || value === 0) return value === 1;
      return typeof value === "string" ? booleans[value.toLowerCase()] ?? value : value;
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "array":
      if (typeof value === "string") return parseJson(value) ?? [value];
      return value;
    case "object":
      return typeof value === "string" ? parseJson(value) ?? value : value;
    default:
      return value;
  }
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  "1": true,
  "0": false,
  yes: true,
  no: false,
};

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value ?? undefined : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sentence(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return `there is no argument ${JSON.stringify(key.slice(0, 60))}${
        near === undefined ? "" : ` (did you mean ${near}?)`
      }`;
    }).join("; ");
  }
  const name = issue.path.join(".");
  if (issue.code === "invalid_type" && issue.input === undefined && issue.message.includes("undefined")) {
    return `${name} is missing`;
  }
  return `${name}: ${issue.message.replace(/^Invalid (input|option): /, "")}`;
}

function usage(schema: JsonSchema): string {
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0) return "It takes no arguments.";
  const required = new Set(schema.required ?? []);
  return `Its arguments: ${
    names.map((name) => required.has(name) ? `${name} (required)` : name).join(", ")
  }.`;
}
