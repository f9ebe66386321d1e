/** The variables of an arithmetic expression. */
export interface ArithmeticVariables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** An expression that cannot be computed; the message is dash's. */
export class ArithmeticFault extends Error {
  override readonly name = "ArithmeticFault";
}

type Operation = (a: bigint, b: bigint) => bigint;

const truth = (value: boolean): bigint => value ? 1n : 0n;

/** Binary operators by how tightly they bind, loosest first; `&&` and `||` are not cut short. */
const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
  { "||": (a, b) => truth(a !== 0n || b !== 0n) },
  { "&&": (a, b) => truth(a !== 0n && b !== 0n) },
  { "|": (a, b) => a | b },
  { "^": (a, b) => a ^ b },
  { "&": (a, b) => a & b },
  { "==": (a, b) => truth(a === b), "!=": (a, b) => truth(a !== b) },
  {
    "<=": (a, b) => truth(a <= b),
    ">=": (a, b) => truth(a >= b),
    "<": (a, b) => truth(a < b),
    ">": (a, b) => truth(a > b),
  },
  { "<<": (a, b) => a << b, ">>": (a, b) => a >> b },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": divide, "%": remainder },
];

const ASSIGNMENTS: readonly string[] = ["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^="];

/**
 * Computes the inside of `$(( ))` in 64 bits.
 *
 * @throws {ArithmeticFault}
 */
export function evaluateArithmetic(text: string, variables: ArithmeticVariables): bigint {
  const evaluation = new Evaluation(text, variables);
  return BigInt.asIntN(64, evaluation.whole());
}

class Evaluation {
  readonly #tokens: readonly string[];
  readonly #text: string;
  readonly #variables: ArithmeticVariables;
  #at = 0;

  constructor(text: string, variables: ArithmeticVariables) {
    this.#text = text;
    this.#variables = variables;
    this.#tokens = text.match(
      /0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|<<=|>>=|\+\+|--|[-+*/%&|^]=|&&|\|\||<<|>>|[<>=!]=|[-+*/%&|^<>=!~?:()]|\S/g,
    ) ?? [];
  }

  whole(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const value = this.#assignment();
    if (this.#at < this.#tokens.length) throw this.#fault();
    return value;
  }

  #assignment(): bigint {
    const [name = "", sign = ""] = this.#tokens.slice(this.#at, this.#at + 2);
    if (!/^[A-Za-z_]/.test(name) || !ASSIGNMENTS.includes(sign)) return this.#choice();
    this.#at += 2;
    const right = this.#assignment();
    const operation = LEVELS.map((level) => level[sign.slice(0, -1)]).find((one) => one !== undefined);
    const value = operation === undefined ? right : operation(this.#variable(name), right);
    this.#variables.set(name, String(BigInt.asIntN(64, value)));
    return value;
  }

  #choice(): bigint {
    const condition = this.#binary(0);
    if (!this.#take("?")) return condition;
    const yes = this.#assignment();
    if (!this.#take(":")) throw this.#fault();
    const no = this.#assignment();
    return condition !== 0n ? yes : no;
  }

  #binary(level: number): bigint {
    const operations = LEVELS[level];
    if (operations === undefined) return this.#unary();
    let value = this.#binary(level + 1);
    for (;;) {
      const operation = operations[this.#tokens[this.#at] ?? ""];
      if (operation === undefined) return value;
      this.#at += 1;
      value = operation(value, this.#binary(level + 1));
    }
  }

  #unary(): bigint {
    if (this.#take("-")) return -this.#unary();
    if (this.#take("+")) return this.#unary();
    if (this.#take("!")) return truth(this.#unary() === 0n);
    if (this.#take("~")) return ~this.#unary();
    if (this.#take("(")) {
      const value = this.#assignment();
      if (!this.#take(")")) throw this.#fault();
      return value;
    }
    const token = this.#tokens[this.#at++] ?? "";
    if (/^\d/.test(token)) return number(token);
    if (/^[A-Za-z_]/.test(token)) return this.#variable(token);
    throw this.#fault();
  }

  #variable(name: string): bigint {
    const text = (this.#variables.get(name) ?? "").trim();
    if (text === "") return 0n;
    if (!/^[-+]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(text)) throw new ArithmeticFault(`Illegal number: ${text}`);
    const value = number(text.replace(/^[-+]/, ""));
    return text.startsWith("-") ? -value : value;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #fault(): ArithmeticFault {
    return new ArithmeticFault(`arithmetic expression: expecting primary: "${this.#text}"`);
  }
}

function number(token: string): bigint {
  return BigInt(/^0[0-7]+$/.test(token) ? `0o${token.slice(1)}` : token);
}

function divide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new ArithmeticFault("division by zero");
  return a / b;
}

function remainder(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new ArithmeticFault("division by zero");
  return a % b;
}
