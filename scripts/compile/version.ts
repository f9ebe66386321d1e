import { z } from "zod";

/** Reads the project's version from `deno.json`, the one place where it stands. */
export async function readVersion(): Promise<string> {
  const text = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
