import type { Shell } from "../shell.ts";

/** A command that runs within the shell itself and answers with its exit code. */
export type Builtin = (shell: Shell, args: readonly string[]) => Promise<number> | number;
