/** Names of Proxmox's parameters that are also the beginning of others: these stand for themselves alone. */
const wholeNames: ReadonlySet<string> = new Set(
  "arch disk id max node remove resource state storage tar target vms vmid vmstate".split(" "),
);

/** A request's parameters, asked by name in the way the laxer of the two wires would read them. */
export class NamedParameters {
  readonly #entries: readonly (readonly [string, unknown])[];

  constructor(parameters: Readonly<Record<string, unknown>> | undefined) {
    this.#entries = Object.entries(parameters ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name.toLowerCase(), value] as const);
  }

  /** Names in lower case with their values as text. */
  get entries(): readonly (readonly [string, string])[] {
    return this.#entries.map(([name, value]) => [name, textOf(value)] as const);
  }

  /**
   * The values given for a parameter, as text; several when it is given in several spellings.
   *
   * `pvesh` takes any abbreviation and any case of an option's name (`--forc 1`), so those count as the name itself.
   */
  values(name: string): readonly string[] {
    return this.#entries
      .filter(([given]) => given === name || isAbbreviation(given, name))
      .map(([, value]) => textOf(value));
  }

  /** Whether the parameter is given at all. */
  has(name: string): boolean {
    return this.values(name).length > 0;
  }

  /** Whether the parameter is given with a value that Proxmox reads as true, or with one that is no boolean. */
  isOn(name: string): boolean {
    return this.values(name).some((value) => !isFalse(value));
  }

  /** Whether the parameter is given with a value that Proxmox reads as false. */
  isOff(name: string): boolean {
    return this.values(name).some(isFalse);
  }

  /** The entries of a parameter that holds a list, in the way Proxmox splits lists. */
  list(name: string): readonly string[] {
    return this.values(name).flatMap(splitList);
  }
}

/** Splits a list as Proxmox does (pve-common `split_list`): at commas, semicolons, white space and NUL. */
export function splitList(text: string): readonly string[] {
  return text.split(/[,;\s\0]+/).filter((entry) => entry !== "");
}

function isAbbreviation(given: string, name: string): boolean {
  return given !== "" && name.startsWith(given) && !wholeNames.has(given);
}

function isFalse(value: string): boolean {
  return /^(0|off|no|false|)$/i.test(value.trim());
}

function textOf(value: unknown): string {
  return Array.isArray(value)
    ? value.map(textOf).join(",")
    : typeof value === "string"
    ? value
    : String(value);
}
