import type { Builtin } from "./builtin.ts";
import { directoryBuiltins } from "./directory.ts";
import { flowBuiltins } from "./flow.ts";
import { jobBuiltins } from "./jobs.ts";
import { outputBuiltins } from "./output.ts";
import { sourceBuiltins } from "./source.ts";
import { variableBuiltins } from "./variables.ts";

/** Everything the shell does itself, but for `exec`, which needs the redirections too. */
export const BUILTINS: Readonly<Record<string, Builtin>> = Object.assign(Object.create(null), {
  ...directoryBuiltins,
  ...flowBuiltins,
  ...jobBuiltins,
  ...outputBuiltins,
  ...sourceBuiltins,
  ...variableBuiltins,
});

/** Those whose preceding assignments stay. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set(
  "break : . continue eval exit export readonly return set shift trap unset".split(" "),
);
