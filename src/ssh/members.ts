import { z } from "zod";

/** The nodes of a cluster as one of them knows them. */
export interface Members {
  /** Name of the node that was asked. */
  readonly local: string;
  /** Address by node name; empty on a stand-alone host. */
  readonly addresses: ReadonlyMap<string, string>;
}

const membersFile = z.object({
  nodename: z.string(),
  nodelist: z.record(z.string(), z.object({ ip: z.string().optional() })).optional(),
});

const clusterStatus = z.array(
  z.object({
    type: z.string(),
    name: z.string(),
    ip: z.string().optional(),
    local: z.coerce.number().optional(),
  }),
);

/** Reads `/etc/pve/.members`; undefined when the text is none. */
export function parseMembers(text: string): Members | undefined {
  const parsed = membersFile.safeParse(json(text));
  if (!parsed.success) return undefined;
  const { nodename, nodelist = {} } = parsed.data;
  return {
    local: nodename,
    addresses: addressMap(Object.entries(nodelist).map(([name, { ip }]) => [name, ip])),
  };
}

/** Reads the answer of `pvesh get /cluster/status`, which a user without rights in /etc/pve may ask by sudo. */
export function parseClusterStatus(text: string): Members | undefined {
  const parsed = clusterStatus.safeParse(json(text));
  if (!parsed.success) return undefined;
  const nodes = parsed.data.filter(({ type }) => type === "node");
  const local = nodes.find((node) => node.local === 1);
  if (local === undefined) return undefined;
  return { local: local.name, addresses: addressMap(nodes.map(({ name, ip }) => [name, ip])) };
}

function addressMap(pairs: readonly (readonly [string, string | undefined])[]): ReadonlyMap<string, string> {
  return new Map(pairs.flatMap(([name, ip]) => (ip === undefined ? [] : [[name, ip] as const])));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
