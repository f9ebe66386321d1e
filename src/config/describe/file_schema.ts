import * as z from "zod";
import { allSettings } from "../declared/all.ts";
import { fileKey } from "../json_file.ts";
import type { Setting } from "../setting.ts";

type JsonSchema = Record<string, unknown>;

/**
 * The JSON Schema (2020-12) of `proxmox-config.json`, for editors.
 *
 * It names the camel case keys; the environment's names, which the file may use too, pass by pattern.
 */
export function fileSchema(): JsonSchema {
  const clusterSchema = objectSchema(allSettings.filter((setting) => setting.perCluster), {});
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Settings of proxmox-mcp",
    ...objectSchema(allSettings, {
      $schema: { type: "string" },
      clusters: {
        description:
          "Several clusters: each name with its own settings, which win over the shared ones beside it.",
        type: "object",
        minProperties: 1,
        additionalProperties: { $ref: "#/$defs/cluster" },
      },
    }),
    $defs: { cluster: clusterSchema },
  };
}

function objectSchema(settings: readonly Setting[], further: JsonSchema): JsonSchema {
  return {
    type: "object",
    properties: { ...further, ...Object.fromEntries(settings.flatMap(properties)) },
    patternProperties: { "^[A-Z][A-Z0-9_]*$": true },
    additionalProperties: false,
  };
}

function properties(setting: Setting): readonly (readonly [string, JsonSchema])[] {
  const { $schema: _, ...form } = z.toJSONSchema(setting.schema(), { io: "input" });
  const fallback = setting.default === undefined || Array.isArray(setting.default)
    ? {}
    : { default: setting.default };
  const description = setting.doc.replaceAll("`", "");
  const plain = [setting.key, { description, ...form, ...fallback }] as const;
  if (!setting.secret) return [plain];
  return [plain, [fileKey(setting.key), {
    description: `File that holds it: ${description}`,
    type: "string",
  }]];
}
