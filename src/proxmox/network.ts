import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Parameters } from "../wire/wire.ts";
import type { Connection } from "./connection.ts";
import { startedTask } from "./task.ts";
import type { Upid } from "./upid.ts";
import { flag, text } from "./values.ts";

const interfaceRow = z.looseObject({
  iface: z.string(),
  type: text.transform((type) => type ?? "unknown"),
  active: flag,
  cidr: text,
  cidr6: text,
  gateway: text,
  gateway6: text,
  bridge_ports: text,
  slaves: text,
  comments: text,
});

/** A network interface of a node as it will be once pending changes are in force. */
export type NetworkInterface = z.infer<typeof interfaceRow>;

/** A node's network: its interfaces, and the diff of what waits to be put in force. */
export interface NodeNetwork {
  readonly interfaces: readonly NetworkInterface[];
  /** Unified diff; undefined where nothing waits, or where the wire does not tell. */
  readonly changes: string | undefined;
}

/** Reads a node's network. Source: `GET /nodes/{node}/network`; bridges show with SDN.Audit or SDN.Use on them. */
export async function nodeNetwork(connection: Connection, node: string): Promise<NodeNetwork> {
  const { data, changes } = await connection.getPending(path`/nodes/${node}/network`, z.array(interfaceRow));
  return { interfaces: data.sort((left, right) => left.iface.localeCompare(right.iface)), changes };
}

/** Options of an interface that Proxmox takes back as it gives them; the others follow from these. */
const kept = new Set(
  ("autostart bond-primary bond_mode bond_xmit_hash_policy bridge_ports bridge_vids bridge_vlan_aware cidr cidr6 comments " +
    "comments6 gateway gateway6 mtu ovs_bonds ovs_bridge ovs_options ovs_ports ovs_tag slaves vlan-id vlan-raw-device")
    .split(" "),
);

/** The options of an interface that a change has to send again, since a change replaces them all. */
export function interfaceOptions(row: NetworkInterface): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name, value]) => kept.has(name) && value !== null && value !== undefined && value !== "")
      .map(([name, value]) => [name, String(value).trimEnd()]),
  );
}

/**
 * Makes an interface, or changes one, in the configuration that waits.
 *
 * Sources: `POST /nodes/{node}/network` and `PUT /nodes/{node}/network/{iface}`, which need Sys.Modify on the node.
 */
export async function putInterface(
  connection: Connection,
  node: string,
  change: {
    readonly iface: string;
    readonly type: string;
    /** All options, the kept ones among them. */
    readonly options: Parameters;
    readonly remove: readonly string[];
    readonly exists: boolean;
  },
): Promise<void> {
  const { iface, type, options, remove, exists } = change;
  if (!exists) {
    await connection.post(path`/nodes/${node}/network`, z.unknown(), { iface, type, ...options });
    return;
  }
  await connection.put(path`/nodes/${node}/network/${iface}`, z.unknown(), {
    type,
    ...options,
    delete: remove.length === 0 ? undefined : remove.join(","),
  });
}

/** Deletes an interface from the configuration that waits. Source: `DELETE /nodes/{node}/network/{iface}`. */
export async function deleteInterface(connection: Connection, node: string, iface: string): Promise<void> {
  await connection.delete(path`/nodes/${node}/network/${iface}`, z.unknown());
}

/** Puts the configuration that waits in force. Source: `PUT /nodes/{node}/network`, worker srvreload. */
export async function applyNetwork(connection: Connection, node: string): Promise<Upid> {
  return startedTask(await connection.put(path`/nodes/${node}/network`, z.unknown()));
}

/** Drops the configuration that waits. Source: `DELETE /nodes/{node}/network`. */
export async function revertNetwork(connection: Connection, node: string): Promise<void> {
  await connection.delete(path`/nodes/${node}/network`, z.unknown());
}
