import type * as z from "zod";

/** Headings under which settings are documented, in this order. */
export const groups = {
  connection: "Connection",
  trust: "Trust",
  ssh: "SSH",
  wires: "Requests",
  access: "What may run",
  tools: "Tools",
  lists: "Guests, nodes, storages and commands",
  confirmation: "Confirmation and audit",
  limits: "Limits",
  log: "Logs",
  http: "HTTP",
} as const;

/** A heading of the documentation. */
export type Group = keyof typeof groups;

/**
 * One setting, with everything that parsing, help, README, `.env.example` and JSON Schema need to know about it.
 *
 * `V` is the type of a value that was set, `D` the type of the default: `undefined` where a setting may stay unset.
 */
export interface Setting<V = unknown, D extends V | undefined = V | undefined> {
  /** Its name in the environment and in `.env`. */
  readonly name: string;
  /** Other environment names that mean the same, those of other Proxmox MCP servers. */
  readonly aliases: readonly string[];
  /** Its key in `proxmox-config.json`: the name without `PROXMOX_`, in lower camel case. */
  readonly key: string;
  /** Its option on the command line with the dashes: the name without `PROXMOX_`, in kebab case. */
  readonly option: string;
  readonly group: Group;
  /** Whether each cluster may have its own value. */
  readonly perCluster: boolean;
  /** Whether it is true or false, so that its option needs no value. */
  readonly isSwitch: boolean;
  /** A secret is never shown, may come from `NAME_FILE`, and is refused on the command line. */
  readonly secret: boolean;
  /** Whether setting it takes power away, so that a misspelt name must stop the start instead of being ignored. */
  readonly restricts: boolean;
  /** One or two sentences for the documentation. */
  readonly doc: string;
  /** The form of a value, for `.env.example` and the help. */
  readonly example: string;
  /** The default in words. */
  readonly defaultText: string;
  readonly default: D;
  /** Made on demand: a start pays for the schemas of the settings that are set, and for no others. */
  readonly schema: () => z.ZodType<V>;
}

/** What a declaration states; the rest follows from the name. */
interface Declaration<V> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: Group;
  readonly perCluster?: boolean;
  readonly isSwitch?: boolean;
  readonly secret?: boolean;
  readonly restricts?: boolean;
  readonly doc: string;
  readonly example?: string;
  readonly defaultText?: string;
  readonly schema: () => z.ZodType<V>;
}

/** Declares a setting that has a value also when nobody sets it. */
export function settingWithDefault<V>(declaration: Declaration<V> & { readonly default: V }): Setting<V, V> {
  return complete<V, V>(declaration, declaration.default);
}

/** Declares a setting that may stay unset. */
export function optionalSetting<V>(declaration: Declaration<V>): Setting<V, undefined> {
  return complete<V, undefined>(declaration, undefined);
}

function complete<V, D extends V | undefined>(declaration: Declaration<V>, fallback: D): Setting<V, D> {
  const words = declaration.name.replace(/^PROXMOX_/, "").toLowerCase().split("_");
  const defaultText = declaration.defaultText ?? writeDefault(fallback);
  return {
    aliases: [],
    perCluster: false,
    isSwitch: typeof fallback === "boolean",
    secret: false,
    restricts: false,
    ...declaration,
    key: words.map((word, index) => index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)).join(
      "",
    ),
    option: `--${words.join("-")}`,
    example: declaration.example ?? defaultText,
    defaultText,
    default: fallback,
  };
}

function writeDefault(value: unknown): string {
  if (value === undefined) return "";
  return Array.isArray(value) ? value.join(",") : String(value);
}
