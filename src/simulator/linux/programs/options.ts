import type { Program } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { complain } from "./output.ts";

/** The options a program knows. */
export interface OptionNames {
  /** Letters that stand alone. */
  readonly flags?: string;
  /** Letters that take a value. */
  readonly values?: string;
  /** Long names and the letters they stand for. */
  readonly long?: Readonly<Record<string, string>>;
  /** Whether options end at the first operand, as where a command follows. */
  readonly stopsAtOperand?: boolean;
}

/** Options and operands as a program was given them. */
export class Options {
  readonly flags: ReadonlySet<string>;
  /** The last value of each option. */
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];

  constructor(flags: ReadonlySet<string>, values: ReadonlyMap<string, string>, operands: readonly string[]) {
    this.flags = flags;
    this.values = values;
    this.operands = operands;
  }

  /** Whether any of the letters was given. */
  has(letters: string): boolean {
    return [...letters].some((letter) => this.flags.has(letter));
  }
}

/** An option that the program does not know. */
class OptionFault extends Error {
  override readonly name = "OptionFault";
}

/** Makes a program of a function that gets its options sorted out. */
export function withOptions(
  names: OptionNames,
  run: (process: Process, options: Options) => Promise<number> | number,
): Program {
  return async (process, args) => {
    let options: Options;
    try {
      options = readOptions(args, names);
    } catch (error) {
      if (!(error instanceof OptionFault)) throw error;
      return await complain(process, error.message, 2);
    }
    return await run(process, options);
  };
}

function readOptions(args: readonly string[], names: OptionNames): Options {
  const { flags: known = "", values: valued = "", long = {}, stopsAtOperand = false } = names;
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  const rest = [...args];
  const take = (letter: string, attached: string | undefined): void => {
    if (valued.includes(letter)) {
      const value = attached ?? rest.shift();
      if (value === undefined) throw new OptionFault(`option requires an argument -- '${letter}'`);
      values.set(letter, value);
    } else flags.add(letter);
  };
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") {
      operands.push(...rest);
      break;
    }
    if (arg.startsWith("--")) {
      const [name = "", value] = splitOnce(arg.slice(2), "=");
      const letter = long[name];
      if (letter === undefined) throw new OptionFault(`unrecognized option '${arg}'`);
      take(letter, value);
    } else if (/^-./.test(arg)) readLetters(arg.slice(1), { known, valued }, take);
    else {
      operands.push(arg);
      if (!stopsAtOperand) continue;
      operands.push(...rest);
      break;
    }
  }
  return new Options(flags, values, operands);
}

function readLetters(
  letters: string,
  { known, valued }: { readonly known: string; readonly valued: string },
  take: (letter: string, attached: string | undefined) => void,
): void {
  for (const [index, letter] of [...letters].entries()) {
    if (valued.includes(letter)) return take(letter, letters.slice(index + 1) || undefined);
    if (!known.includes(letter)) throw new OptionFault(`invalid option -- '${letter}'`);
    take(letter, undefined);
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
