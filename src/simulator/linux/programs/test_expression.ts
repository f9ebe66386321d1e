import { entrySize } from "../files/entry.ts";
import type { Process } from "../kernel/process.ts";

/** An expression that `test` cannot read. */
export class TestFault extends Error {
  override readonly name = "TestFault";
}

const BINARY: ReadonlySet<string> = new Set(
  "= == != < > -eq -ne -lt -le -gt -ge -nt -ot -ef".split(" "),
);
const UNARY = /^-[bcdefghkLnpOrsStuwxz]$/;

/**
 * Whether the expression of `test` holds.
 *
 * @throws {TestFault}
 */
export function testHolds(process: Process, args: readonly string[]): boolean {
  if (args.length === 0) return false;
  const expression = new Expression(process, args);
  const result = expression.either();
  if (!expression.isOver) throw new TestFault(`${expression.here}: unexpected operator`);
  return result;
}

class Expression {
  readonly #process: Process;
  readonly #args: readonly string[];
  #at = 0;

  constructor(process: Process, args: readonly string[]) {
    this.#process = process;
    this.#args = args;
  }

  get isOver(): boolean {
    return this.#at >= this.#args.length;
  }

  get here(): string {
    return this.#args[this.#at] ?? "";
  }

  either(): boolean {
    let result = this.#both();
    while (!this.isOver && this.here === "-o") {
      this.#at += 1;
      const right = this.#both();
      result = result || right;
    }
    return result;
  }

  #both(): boolean {
    let result = this.#not();
    while (!this.isOver && this.here === "-a") {
      this.#at += 1;
      const right = this.#not();
      result = result && right;
    }
    return result;
  }

  #not(): boolean {
    if (this.here !== "!" || this.#left < 2 || this.#isBinaryNext) return this.#primary();
    this.#at += 1;
    return !this.#not();
  }

  get #left(): number {
    return this.#args.length - this.#at;
  }

  get #isBinaryNext(): boolean {
    return this.#left >= 3 && BINARY.has(this.#args[this.#at + 1] ?? "");
  }

  #primary(): boolean {
    const [first = "", second = "", third = ""] = this.#args.slice(this.#at, this.#at + 3);
    if (this.isOver) throw new TestFault("argument expected");
    if (this.#isBinaryNext) {
      this.#at += 3;
      return this.#compare(first, second, third);
    }
    if (first === "(" && this.#left >= 3) {
      this.#at += 1;
      const result = this.either();
      if (this.here !== ")") throw new TestFault("closing paren expected");
      this.#at += 1;
      return result;
    }
    if (UNARY.test(first) && this.#left >= 2) {
      this.#at += 2;
      return this.#look(first, second);
    }
    this.#at += 1;
    return first !== "";
  }

  #compare(left: string, operator: string, right: string): boolean {
    const { fs } = this.#process;
    switch (operator) {
      case "=":
      case "==":
        return left === right;
      case "!=":
        return left !== right;
      case "<":
        return left < right;
      case ">":
        return left > right;
      case "-nt":
        return (fs.peek(left)?.mtime ?? -1) > (fs.peek(right)?.mtime ?? -1);
      case "-ot":
        return (fs.peek(left)?.mtime ?? -1) < (fs.peek(right)?.mtime ?? -1);
      case "-ef":
        return fs.peek(left) !== undefined && fs.find(left).path === fs.find(right).path;
    }
    const [a, b] = [integer(left), integer(right)];
    switch (operator) {
      case "-eq":
        return a === b;
      case "-ne":
        return a !== b;
      case "-lt":
        return a < b;
      case "-le":
        return a <= b;
      case "-gt":
        return a > b;
      default:
        return a >= b;
    }
  }

  #look(operator: string, operand: string): boolean {
    if (operator === "-n") return operand !== "";
    if (operator === "-z") return operand === "";
    if (operator === "-t") return false;
    const { fs, user } = this.#process;
    const entry = fs.peek(operand, { follow: operator !== "-L" && operator !== "-h" });
    if (entry === undefined) return false;
    switch (operator) {
      case "-d":
        return entry.kind === "directory";
      case "-f":
        return entry.kind === "file" || entry.kind === "program";
      case "-L":
      case "-h":
        return entry.kind === "link";
      case "-c":
        return entry.kind === "device";
      case "-s":
        return entrySize(entry) > 0;
      case "-r":
        return fs.may(entry, "read");
      case "-w":
        return fs.may(entry, "write");
      case "-x":
        return fs.may(entry, "run");
      case "-O":
        return entry.uid === user.uid;
      case "-e":
        return true;
      default:
        return false;
    }
  }
}

function integer(text: string): bigint {
  const trimmed = text.trim();
  if (!/^[-+]?\d+$/.test(trimmed)) throw new TestFault(`Illegal number: ${text}`);
  return BigInt(trimmed.replace(/^\+/, ""));
}
