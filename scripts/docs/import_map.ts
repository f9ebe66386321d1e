import { z } from "zod";

const project = z.object({ imports: z.record(z.string(), z.string()) });

/**
 * The import map for `deno run` of `main.ts` by its address, since Deno reads no `deno.json` from elsewhere: the imports of
 * `deno.json`, and with a slash at their end for what lies below a package, which `deno.json` implies.
 */
export async function importMap(): Promise<string> {
  const text = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  const imports = Object.entries(project.parse(JSON.parse(text)).imports).flatMap(([name, specifier]) => [
    [name, specifier],
    [`${name}/`, `${specifier.replace(/^npm:/, "npm:/")}/`],
  ]);
  return `${JSON.stringify({ imports: Object.fromEntries(imports) }, null, 2)}\n`;
}
