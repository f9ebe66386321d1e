import { z } from "zod";

const project = z.object({ name: z.string().regex(/^@/) });

/** The repository as `owner/name`, which `deno.json` names as a scope and a package. */
export async function repositoryName(): Promise<string> {
  const text = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  return project.parse(JSON.parse(text)).name.slice(1);
}
