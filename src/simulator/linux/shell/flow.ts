import type { SignalName } from "../kernel/signals.ts";

/** `exit`: ends the shell after its EXIT trap. */
export class Exit extends Error {
  override readonly name = "Exit";
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** The shell has become another program, which has ended. */
export class Replaced extends Error {
  override readonly name = "Replaced";
  readonly code: number;

  constructor(code: number) {
    super(`replaced ${code}`);
    this.code = code;
  }
}

/** `return`: ends a function or a sourced file. */
export class Return extends Error {
  override readonly name = "Return";
  readonly code: number;

  constructor(code: number) {
    super(`return ${code}`);
    this.code = code;
  }
}

/** `break` and `continue`, so many loops up. */
export class LoopJump extends Error {
  override readonly name = "LoopJump";
  readonly way: "break" | "continue";
  levels: number;

  constructor(way: "break" | "continue", levels: number) {
    super(way);
    this.way = way;
    this.levels = levels;
  }
}

/** A fault that ends a script that is not interactive: a bad substitution, an unset variable under `set -u`. */
export class ShellFault extends Error {
  override readonly name = "ShellFault";
  readonly code: number;

  constructor(message: string, code = 2) {
    super(message);
    this.code = code;
  }
}

/** What can be trapped. */
export type TrapName = SignalName | "EXIT";
