import * as z from "zod";

/** A value of JSON. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** A JSON Schema of one property. */
export type PropertySchema = { [keyword: string]: JsonValue };

/** A JSON Schema (2020-12) of an object, as far as this program writes them. */
export type JsonSchema = {
  type: "object";
  properties?: { [name: string]: PropertySchema };
  required?: string[];
};

const propertySchema: z.ZodType<PropertySchema> = z.record(z.string(), z.json());

/**
 * Writes the JSON Schema of an object for the tool list, without what only costs the model bytes.
 *
 * Left out: `$schema`, `additionalProperties` (unknown arguments are refused by name anyway), defaults that the description
 * or the tool's own behaviour tells.
 */
export function schemaOf(object: z.ZodObject, direction: "input" | "output"): JsonSchema {
  const { $schema: _, additionalProperties: __, ...schema } = z.toJSONSchema(object, {
    io: direction,
    unrepresentable: "any",
  });
  const properties = Object.entries(schema.properties ?? {});
  return {
    type: "object",
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties.map(slimProperty)) }),
    ...(schema.required === undefined || schema.required.length === 0 ? {} : { required: schema.required }),
  };
}

function slimProperty([name, schema]: [string, unknown]): [string, PropertySchema] {
  return [name, slim(propertySchema.parse(schema))];
}

/** Keywords that a model would not act on; what they forbid is refused with a clear message anyway. */
const idleKeywords: ReadonlySet<string> = new Set([
  "default",
  "additionalProperties",
  "pattern",
  "maxLength",
  "minLength",
  "maxItems",
]);

function slim(schema: PropertySchema): PropertySchema {
  const kept = Object.entries(schema).filter(([keyword, value]) =>
    !idleKeywords.has(keyword) && !isIdle(keyword, value)
  );
  return Object.fromEntries(kept.map(([keyword, value]) => {
    const inner = propertySchema.safeParse(value);
    return [keyword, keyword === "items" && inner.success ? slim(inner.data) : value];
  }));
}

function isIdle(keyword: string, value: JsonValue): boolean {
  if (keyword === "minimum") return typeof value === "number" && value <= 1;
  if (keyword === "exclusiveMinimum") return value === 0;
  // zod writes the largest safe integer where a schema sets no bound.
  if (keyword === "maximum") return typeof value === "number" && value >= Number.MAX_SAFE_INTEGER;
  return keyword === "properties" && typeof value === "object" && value !== null &&
    Object.keys(value).length === 0;
}
