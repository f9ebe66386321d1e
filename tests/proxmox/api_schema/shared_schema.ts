import * as z from "zod";

const method = z.looseObject({
  method: z.string(),
  path: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  additionalProperties: z.unknown().optional(),
});

const collection = z.object({ endpoints: z.array(method) });

interface PathNode {
  readonly path: string;
  readonly info: Record<string, unknown>;
  readonly children: PathNode[];
}

function schemaFile(version: "9.2" | "8.4"): URL {
  return new URL(`../../../../shared/pve-api-${version}.json`, import.meta.url);
}

/** Whether the reference schemas lie beside this checkout; tests that need them are left out where they do not. */
export const hasSharedSchemas = existsSync(schemaFile("9.2")) && existsSync(schemaFile("8.4"));

function existsSync(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
}

/**
 * A release's schema in the form in which a node serves it: nested by path, assigned in a script.
 *
 * The reference has no prose; `describe` may put some in.
 */
export async function apidocOf(
  version: "9.2" | "8.4",
  describe: (method: string, path: string) => string = () => "",
): Promise<string> {
  const { endpoints } = collection.parse(JSON.parse(await Deno.readTextFile(schemaFile(version))));
  const top: PathNode[] = [];
  for (const { parameters, additionalProperties, path, ...info } of endpoints) {
    nodeOf(top, path).info[info.method] = {
      ...info,
      description: describe(info.method, path),
      parameters: { additionalProperties, properties: parameters },
    };
  }
  return `const apiSchema = ${JSON.stringify(top, undefined, 3)}\n;\n\nlet viewer = { GET: 'get' };\n`;
}

function nodeOf(top: PathNode[], path: string): PathNode {
  let siblings = top;
  let walked = "";
  for (const segment of path.split("/").slice(1, -1)) {
    walked += `/${segment}`;
    siblings = child(siblings, walked).children;
  }
  return child(siblings, path);
}

function child(siblings: PathNode[], path: string): PathNode {
  const known = siblings.find((node) => node.path === path);
  if (known !== undefined) return known;
  const made = { path, info: {}, children: [] };
  siblings.push(made);
  return made;
}
