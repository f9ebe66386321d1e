import { z } from "zod";

/**
 * What the MCP registry's schema of 2025-12-11 demands of a `server.json` for packages over standard input and output,
 * and what the registry checks beyond it when a server is published. Keys that the schema does not know are refused here.
 */
const environmentVariable = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  format: z.enum(["string", "number", "boolean", "filepath"]).optional(),
  default: z.string().optional(),
});

const exactVersion = z.string().regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?$/).max(255);

const common = {
  transport: z.strictObject({ type: z.literal("stdio") }),
  environmentVariables: z.array(environmentVariable).optional(),
};

/** A file to download. The registry wants HTTPS, and "mcp" somewhere in the address. */
const bundle = z.strictObject({
  registryType: z.literal("mcpb"),
  identifier: z.url({ protocol: /^https$/ }).regex(/mcp/i),
  fileSha256: z.string().regex(/^[a-f0-9]{64}$/),
  ...common,
});

/** An image, whose tag stands in its name. */
const image = z.strictObject({
  registryType: z.literal("oci"),
  identifier: z.string().regex(/^[a-z0-9.-]+\/[a-z0-9._/-]+:\S+$/),
  runtimeHint: z.string().optional(),
  ...common,
});

export const serverJsonSchema = z.strictObject({
  $schema: z.literal("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"),
  name: z.string().min(3).max(200).regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: exactVersion,
  websiteUrl: z.url(),
  repository: z.strictObject({ url: z.url(), source: z.literal("github") }),
  icons: z.array(z.strictObject({
    src: z.url({ protocol: /^https$/ }).max(255),
    mimeType: z.enum(["image/png", "image/jpeg", "image/jpg", "image/svg+xml", "image/webp"]),
    sizes: z.array(z.string().regex(/^(?:\d+x\d+|any)$/)),
  })),
  packages: z.array(z.discriminatedUnion("registryType", [bundle, image])).min(1),
});
