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

function slim(schema: PropertySchema): PropertySchema {
  const { default: _, additionalProperties: __, pattern: ___, ...kept } = schema;
  const items = propertySchema.safeParse(kept.items);
  return items.success ? { ...kept, items: slim(items.data) } : kept;
}
