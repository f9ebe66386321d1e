import { z } from "zod";
import { runProgram } from "./programs.ts";

const info = z.object({ denoDir: z.string() });

/** Where this machine's Deno keeps the packages it has fetched; each system has its own place for that. */
export async function denoDirectory(): Promise<string> {
  const { stdout } = await runProgram(Deno.execPath(), ["info", "--json"]);
  return info.parse(JSON.parse(stdout)).denoDir;
}
