import { fileURLToPath } from "node:url";
import { permissions } from "../../src/cli/permissions.ts";

/** A shell script that does what a binary does: it runs `main.ts`, with exactly the permissions that binaries embed. */
export function sourceProgram(main = fileURLToPath(new URL("../../main.ts", import.meta.url))): string {
  const words = [Deno.execPath(), "run", "--quiet", ...permissions, main];
  return `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`;
}
