import { Exit, LoopJump, Return, ShellFault } from "../flow.ts";
import type { Shell } from "../shell.ts";
import type { Builtin } from "./builtin.ts";

/** Builtins that decide what runs next. */
export const flowBuiltins: Readonly<Record<string, Builtin>> = {
  ":": () => 0,
  true: () => 0,
  false: () => 1,
  break: (shell, args) => jump(shell, "break", args),
  continue: (shell, args) => jump(shell, "continue", args),
  exit: (shell, [code]) => {
    throw new Exit(number(shell, "exit", code));
  },
  return: (shell, [code]) => {
    throw new Return(number(shell, "return", code));
  },
};

function jump(shell: Shell, way: "break" | "continue", [levels = "1"]: readonly string[]): number {
  if (shell.loops === 0) return 0;
  throw new LoopJump(way, Math.min(Number(levels), shell.loops));
}

function number(shell: Shell, name: string, text: string | undefined): number {
  if (text === undefined) return shell.status;
  if (!/^\d+$/.test(text)) throw new ShellFault(`${name}: Illegal number: ${text}`);
  return Number(text) & 255;
}
