/** A format that cannot be said with a pattern: its name, or the properties of a property string. */
export type ParameterFormat = string | PropertyStringFormat;

/** The keys of a property string; the one marked `default_key` may be written without its name. */
export interface PropertyStringFormat {
  readonly [key: string]: Parameter;
}

/** One parameter, described in the words of Proxmox's JSON schema so that `apidoc.js` can be made from it. */
export interface Parameter {
  readonly type: "string" | "integer" | "number" | "boolean" | "array";
  readonly description?: string;
  readonly optional?: boolean;
  readonly default?: string | number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: ParameterFormat;
  /** Another parameter that must be given with this one. */
  readonly requires?: string;
  readonly items?: Parameter;
  /** In a property string: the key that may be left out. */
  readonly default_key?: 1;
  /** In a property string: the key this one is another name of. */
  readonly alias?: string;
  /** In a property string: the key that is given by this one's own name, as `virtio=MAC` gives the model. */
  readonly keyAlias?: string;
  /** Releases that have it; absent means all. */
  readonly since?: "9";
  /** For a family such as `net[n]`: how many numbers there are, from 0. */
  readonly instances?: number;
}

/** The parameters of an endpoint by name, those of the path among them. */
export type ParameterMap = Readonly<Record<string, Parameter>>;

type Value<P extends Parameter> = P["type"] extends "integer" | "number" ? number
  : P["type"] extends "boolean" ? boolean
  : P["type"] extends "array" ? readonly string[]
  : string;

type RequiredKeys<M extends ParameterMap> = {
  [K in keyof M]: M[K] extends { readonly optional: true } ? never : K;
}[keyof M];

/** The checked values of a parameter map: optional parameters may be absent, the types follow the schema. */
export type Values<M extends ParameterMap> =
  & { readonly [K in Extract<RequiredKeys<M>, string>]: Value<M[K]> }
  & { readonly [K in Exclude<Extract<keyof M, string>, RequiredKeys<M>>]?: Value<M[K]> };

/** Makes a parameter optional. */
export function optional<const P extends Parameter>(parameter: P): P & { readonly optional: true } {
  return { ...parameter, optional: true };
}

/** A text parameter. */
export function text<const O extends Omit<Parameter, "type">>(options?: O): O & { readonly type: "string" } {
  return { ...options, type: "string" } as O & { readonly type: "string" };
}

/** A whole number. */
export function integer<const O extends Omit<Parameter, "type">>(
  options?: O,
): O & { readonly type: "integer" } {
  return { ...options, type: "integer" } as O & { readonly type: "integer" };
}

/** Any number. */
export function number<const O extends Omit<Parameter, "type">>(
  options?: O,
): O & { readonly type: "number" } {
  return { ...options, type: "number" } as O & { readonly type: "number" };
}

/** A boolean: `0` or `1` in forms and query strings. */
export function flag<const O extends Omit<Parameter, "type">>(options?: O): O & { readonly type: "boolean" } {
  return { ...options, type: "boolean" } as O & { readonly type: "boolean" };
}

/** A list given by repeating the key, or as a JSON array. */
export function list<const O extends Omit<Parameter, "type">>(options?: O): O & { readonly type: "array" } {
  return { ...options, type: "array" } as O & { readonly type: "array" };
}

/** Optional parameters of one kind, named in a list of words. */
export function optionals(
  kind: () => Parameter,
  names: string,
): Record<string, Parameter & { readonly optional: true }> {
  return Object.fromEntries(names.split(" ").map((name) => [name, optional(kind())]));
}

/** An optional text out of a list of words. */
export function choice(words: string): Parameter & { readonly optional: true } {
  return optional(text({ enum: words.split(" ") }));
}

/** An optional property string, or with `instances` a numbered family of them. */
export function propertyString(
  format: ParameterMap,
  instances?: number,
): Parameter & { readonly optional: true } {
  const parameter = optional(text({ format }));
  return instances === undefined ? parameter : { ...parameter, instances };
}

/** The `{node}` of a path. */
export const NODE = text({ format: "pve-node", description: "The cluster node name." });

/** The `{vmid}` of a path or a new guest's id. */
export const VMID = integer({
  format: "pve-vmid",
  minimum: 100,
  maximum: 999999999,
  description: "The (unique) ID of the VM.",
});

/** The `{storage}` of a path or a storage to use. */
export const STORAGE = text({ format: "pve-storage-id", description: "The storage identifier." });

/** The `{snapname}` of a path or a new snapshot's name. */
export const SNAPNAME = text({
  format: "pve-configid",
  maxLength: 40,
  description: "The name of the snapshot.",
});

/** SHA-1 of the configuration the change was made for. */
export const DIGEST = text({
  optional: true,
  maxLength: 64,
  description: "Prevent changes if current configuration file has a different digest.",
});
