import * as z from "zod";

/** A JSON Schema (2020-12) of an object, as far as this program writes them. */
export interface JsonSchema {
  readonly type: "object";
  readonly properties?: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
}

/** A JSON Schema of one property. */
export interface PropertySchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly (string | number)[];
  readonly items?: PropertySchema;
  readonly [keyword: string]: unknown;
}

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
  return [name, slim(z.record(z.string(), z.unknown()).parse(schema))];
}

function slim(schema: Record<string, unknown>): PropertySchema {
  const { default: _, additionalProperties: __, pattern: ___, ...kept } = schema;
  const items = z.record(z.string(), z.unknown()).safeParse(kept.items);
  return items.success ? { ...kept, items: slim(items.data) } : kept;
}
