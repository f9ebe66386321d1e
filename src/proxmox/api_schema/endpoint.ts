import * as z from "zod";

const scalar = z.union([z.string(), z.number()]);

const limits = {
  type: z.string().optional(),
  optional: z.literal(true).optional(),
  /** First sentence of Proxmox's own words. */
  about: z.string().optional(),
  default: scalar.optional(),
  enum: z.array(scalar).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  /** Perl regular expression. */
  pattern: z.string().optional(),
  /** Name of a format that Proxmox checks by code, such as `pve-vmid`; one ending in `-list` takes several values. */
  format: z.string().optional(),
  /** Another parameter that must be given with this one. */
  requires: z.string().optional(),
};

const propertyKey = z.object({
  ...limits,
  /** True for the key that may be written without its name. */
  first: z.literal(true).optional(),
  /** The key that this one is another name of. */
  alias: z.string().optional(),
});

/** A key of a property string (`virtio=...,bridge=vmbr0`). */
export type PropertyKey = z.infer<typeof propertyKey>;

const element = z.object({ ...limits, keys: z.record(z.string(), propertyKey).optional() });

const parameter = z.object({
  ...limits,
  /** Keys of a property string. */
  keys: z.record(z.string(), propertyKey).optional(),
  /** What each value of a list must be. */
  items: element.optional(),
});

/** A parameter of an endpoint: Proxmox's JSON schema of it, without what neither a check nor a reader needs. */
export type ApiParameter = z.infer<typeof parameter>;

/** What one value must be: a parameter, an element of a list, or a key of a property string. */
export type ValueRule = z.infer<typeof element>;

const endpoint = z.object({
  method: z.enum(["GET", "POST", "PUT", "DELETE"]),
  /** With Proxmox's placeholders: `/nodes/{node}/qemu/{vmid}/config`. */
  path: z.string(),
  name: z.string(),
  about: z.string(),
  /** By name, those of the path among them; `net[n]` stands for the numbered family. */
  parameters: z.record(z.string(), parameter),
  /** True when Proxmox takes parameters beside the declared ones. */
  open: z.literal(true).optional(),
  /** Who may call it, in words: `VM.Audit on /vms/{vmid}`. */
  permission: z.string(),
  /** True when API tokens are refused. */
  ticketOnly: z.literal(true).optional(),
  /** What it answers, in a few words: `list of node, status`. */
  returns: z.string(),
});

/** One method of one path of Proxmox's REST tree. */
export type ApiEndpoint = z.infer<typeof endpoint>;

/** The endpoints as the cache file keeps them. */
export const apiEndpoints = z.array(endpoint);

/** Names of the placeholders in a path template, in their order. */
export function placeholders(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? "");
}
