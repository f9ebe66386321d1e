import { unescapeBytes } from "./echo.ts";

/** An argument that does not fit the format; what was written until then still goes out. */
export class PrintfFault extends Error {
  override readonly name = "PrintfFault";
  readonly output: Uint8Array;
  readonly code: number;

  constructor(message: string, output: Uint8Array, code = 1) {
    super(message);
    this.output = output;
    this.code = code;
  }
}

const DIRECTIVE = /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?([diouxXcsbeEfFgG%])/y;

/**
 * What `printf` writes: the format is used again until no argument is left.
 *
 * @throws {PrintfFault}
 */
export function formatPrintf(args: readonly string[]): Uint8Array {
  const [format, ...values] = args[0] === "--" ? args.slice(1) : args;
  if (format === undefined) throw new PrintfFault("usage: printf format [arg ...]", new Uint8Array(), 2);
  const printer = new Printer(values);
  do printer.pass(format); while (printer.hasMore);
  if (printer.fault !== undefined) throw new PrintfFault(printer.fault, printer.output());
  return printer.output();
}

class Printer {
  readonly #values: readonly string[];
  readonly #chunks: Uint8Array[] = [];
  #at = 0;
  #isOver = false;
  fault: string | undefined;

  constructor(values: readonly string[]) {
    this.#values = values;
  }

  get hasMore(): boolean {
    return !this.#isOver && this.#at > 0 && this.#at < this.#values.length;
  }

  output(): Uint8Array {
    const whole = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  pass(format: string): void {
    let at = 0;
    while (at < format.length && !this.#isOver) {
      DIRECTIVE.lastIndex = at;
      const match = DIRECTIVE.exec(format);
      if (match !== null) {
        this.#directive(match);
        at = DIRECTIVE.lastIndex;
        continue;
      }
      const next = format.indexOf("%", at + 1);
      const end = next < 0 ? format.length : next;
      this.#push(unescapeBytes(format.slice(at, end), { zeroOctal: false }).bytes);
      at = end;
    }
  }

  #directive([, flags = "", width, precision, letter = "s"]: RegExpExecArray): void {
    if (letter === "%") return this.#text("%");
    const wide = width === "*" ? Number(this.#next() ?? 0) : Number(width ?? 0);
    const exact = precision === "*"
      ? Number(this.#next() ?? 0)
      : precision === undefined
      ? undefined
      : Number(precision);
    const value = this.#next() ?? "";
    const left = flags.includes("-");
    if (letter === "b") {
      const { bytes, stops } = unescapeBytes(value, { zeroOctal: true });
      this.#push(bytes);
      this.#isOver = stops;
    } else if (letter === "s") {
      this.#text(pad(exact === undefined ? value : value.slice(0, exact), wide, left));
    } else if (letter === "c") this.#text(pad([...value][0] ?? "", wide, left));
    else this.#text(this.#number(letter, value, { flags, wide, exact }));
  }

  #number(
    letter: string,
    value: string,
    { flags, wide, exact }: {
      readonly flags: string;
      readonly wide: number;
      readonly exact: number | undefined;
    },
  ): string {
    const text = /[eEfFgG]/.test(letter)
      ? floating(letter, Number(value) || 0, exact ?? 6)
      : whole(letter, this.#integer(value)).replace(/^(-?)(.*)$/, (_, sign: string, digits: string) =>
        sign + digits.padStart(exact ?? 0, "0"));
    const signed = text.startsWith("-")
      ? text
      : flags.includes("+")
      ? `+${text}`
      : flags.includes(" ")
      ? ` ${text}`
      : text;
    const prefixed = flags.includes("#") && /[xX]/.test(letter) ? `0${letter}${signed}` : signed;
    if (!flags.includes("0") || flags.includes("-")) return pad(prefixed, wide, flags.includes("-"));
    const [sign = "", digits = ""] = /^([-+ ]?)(.*)$/.exec(prefixed)?.slice(1) ?? [];
    return sign + digits.padStart(wide - sign.length, "0");
  }

  #integer(text: string): bigint {
    if (text === "") return 0n;
    if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text);
    if (match === null || match[0].length !== text.length) this.fault = `${text}: expected numeric value`;
    const digits = match?.[2] ?? "0";
    const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return match?.[1] === "-" ? -value : value;
  }

  #next(): string | undefined {
    return this.#values[this.#at++];
  }

  #text(text: string): void {
    this.#push(new TextEncoder().encode(text));
  }

  #push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
  }
}

function pad(text: string, width: number, left: boolean): string {
  return left ? text.padEnd(width) : text.padStart(width);
}

function whole(letter: string, value: bigint): string {
  const unsigned = BigInt.asUintN(64, value);
  switch (letter) {
    case "o":
      return unsigned.toString(8);
    case "x":
      return unsigned.toString(16);
    case "X":
      return unsigned.toString(16).toUpperCase();
    case "u":
      return unsigned.toString();
    default:
      return value.toString();
  }
}

function floating(letter: string, value: number, digits: number): string {
  if (/[fF]/.test(letter)) return value.toFixed(digits);
  const exponential = (places: number): string =>
    value.toExponential(places).replace(/e([-+])(\d)$/, "e$10$2");
  if (/[eE]/.test(letter)) return letter === "E" ? exponential(digits).toUpperCase() : exponential(digits);
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent >= digits) {
    return exponential(Math.max(0, digits - 1)).replace(/\.?0+e/, "e");
  }
  return String(Number(value.toPrecision(Math.max(1, digits))));
}
