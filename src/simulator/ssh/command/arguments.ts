/** What the arguments of one of Proxmox's commands may be. */
export interface ArgumentNames {
  /** Names of the arguments that have a fixed place and must be there. */
  readonly fixed: readonly string[];
  /** Names of those that may follow them. */
  readonly optional?: readonly string[];
  /** Whether everything else is taken as arguments of another command. */
  readonly extra?: boolean;
  /** Kind of an option; undefined when there is no such one. */
  readonly option: (name: string) => "boolean" | "value" | undefined;
}

/** Arguments sorted out: values by name, an array for an option that was given more than once. */
export interface SortedArguments {
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly extra: readonly string[];
}

/** Arguments that are not as the synopsis says; the text is all but the synopsis. */
export class ArgumentFault extends Error {
  override readonly name = "ArgumentFault";
}

/**
 * Sorts arguments out as Getopt::Long does for Proxmox: options anywhere before `--`, with one dash or two.
 *
 * @throws {ArgumentFault}
 */
export function sortArguments(args: readonly string[], names: ArgumentNames): SortedArguments {
  const values: Record<string, string | readonly string[]> = {};
  const unknown: string[] = [];
  const places: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") {
      places.push(...rest.splice(0));
      break;
    }
    const option = /^--?([A-Za-z][\w-]*)(?:=([^]*))?$/.exec(arg);
    if (option === null) {
      places.push(arg);
      continue;
    }
    const [, name = "", attached] = option;
    const kind = names.option(name);
    if (kind === undefined) {
      unknown.push(name);
      continue;
    }
    const value = attached ?? valueBehind(kind, rest);
    if (value === undefined) {
      throw new ArgumentFault(`Option ${name} requires an argument\n400 unable to parse option\n`);
    }
    values[name] = added(values[name], kind === "boolean" ? asFlag(value) : value);
  }
  if (unknown.length > 0) {
    throw new ArgumentFault(
      `${unknown.map((name) => `Unknown option: ${name}\n`).join("")}400 unable to parse option\n`,
    );
  }
  for (const name of names.fixed) {
    const value = places.shift();
    if (value === undefined) throw new ArgumentFault("400 not enough arguments\n");
    values[name] = value;
  }
  for (const name of names.optional ?? []) {
    const value = places.shift();
    if (value !== undefined) values[name] = value;
  }
  if (places.length > 0 && names.extra !== true) throw new ArgumentFault("400 too many arguments\n");
  return { values, extra: places };
}

/** A boolean may stand alone, the value of any other option has to follow. */
function valueBehind(kind: "boolean" | "value", rest: string[]): string | undefined {
  const next = rest[0];
  if (kind === "boolean" && (next === undefined || /^-/.test(next))) return "1";
  return rest.shift();
}

function asFlag(value: string): string {
  if (/^(?:1|on|yes|true)$/i.test(value)) return "1";
  return /^(?:0|off|no|false)$/i.test(value) ? "0" : value;
}

function added(
  former: string | readonly string[] | undefined,
  value: string,
): string | readonly string[] {
  if (former === undefined) return value;
  return typeof former === "string" ? [former, value] : [...former, value];
}
