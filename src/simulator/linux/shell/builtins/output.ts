import { echoText } from "../../programs/echo.ts";
import { formatPrintf, PrintfFault } from "../../programs/printf.ts";
import { TestFault, testHolds } from "../../programs/test_expression.ts";
import type { Shell } from "../shell.ts";
import type { Builtin } from "./builtin.ts";

/** Builtins that exist as programs too. */
export const outputBuiltins: Readonly<Record<string, Builtin>> = {
  echo: async (shell, args) => {
    await shell.process.write(1, echoText(args, { escapes: shell.dialect === "dash" }));
    return 0;
  },
  printf: async (shell, args) => {
    try {
      await shell.process.write(1, formatPrintf(args));
      return 0;
    } catch (error) {
      if (!(error instanceof PrintfFault)) throw error;
      await shell.process.write(1, error.output);
      await shell.complain(`printf: ${error.message}`);
      return error.code;
    }
  },
  test: (shell, args) => test(shell, "test", args),
  "[": async (shell, args) => {
    if (args.at(-1) === "]") return await test(shell, "[", args.slice(0, -1));
    await shell.complain("[: missing ]");
    return 2;
  },
};

async function test(shell: Shell, name: string, args: readonly string[]): Promise<number> {
  try {
    return testHolds(shell.process, args) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestFault)) throw error;
    await shell.complain(`${name}: ${error.message}`);
    return 2;
  }
}
