import type { Process } from "../kernel/process.ts";
import { systemErrorText } from "../system_error.ts";

/** Writes a text or bytes to stdout. */
export async function print(process: Process, output: string | Uint8Array): Promise<number> {
  await process.write(1, output);
  return 0;
}

/** Writes `program: message` to stderr and answers with the exit code. */
export async function complain(process: Process, message: string, code = 1): Promise<number> {
  const name = (process.argv[0] ?? "").replace(/^.*\//, "");
  await process.write(2, `${name}: ${message}\n`);
  return code;
}

/** Does something for each operand; what the system refuses is said in `reason`'s words, and the code is 1. */
export async function forEach(
  process: Process,
  operands: readonly string[],
  work: (operand: string) => Promise<void> | void,
  reason: (operand: string, error: string) => string,
): Promise<number> {
  let code = 0;
  for (const operand of operands) {
    try {
      await work(operand);
    } catch (error) {
      code = await complain(process, reason(operand, systemErrorText(error)));
    }
  }
  return code;
}
