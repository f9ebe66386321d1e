import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Parameters } from "../wire/wire.ts";
import type { Connection } from "./connection.ts";
import { startedTask } from "./task.ts";
import type { Upid } from "./upid.ts";
import { text } from "./values.ts";

/** What the software-defined network is made of. */
export type SdnKind = "zone" | "vnet" | "subnet";

const objectRow = z.looseObject({
  zone: text,
  vnet: text,
  subnet: text,
  cidr: text,
  type: text,
  state: text,
  digest: text,
  pending: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** A zone, virtual network or subnet as it will be; `state` is `new`, `changed`, `deleted`, or undefined in force. */
export interface SdnObject {
  readonly kind: SdnKind;
  /** Name, of a subnet its CIDR. */
  readonly name: string;
  /** What it is called in paths; of a subnet `lan-10.1.0.0-24`. */
  readonly id: string;
  readonly type: string | undefined;
  readonly zone: string | undefined;
  /** Of subnets: the virtual network. */
  readonly vnet: string | undefined;
  readonly state: string | undefined;
  /** What is configured besides. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The whole network with what waits to be put in force. */
export interface SdnNetwork {
  readonly zones: readonly SdnObject[];
  readonly vnets: readonly SdnObject[];
  readonly subnets: readonly SdnObject[];
}

/**
 * Reads the software-defined network as it is edited.
 *
 * Sources: `GET /cluster/sdn/zones`, `/vnets` and `/vnets/{vnet}/subnets` with `pending`; those that the login may see.
 */
export async function sdnNetwork(connection: Connection): Promise<SdnNetwork> {
  const pending = { pending: true };
  const [zones, vnets] = await Promise.all([
    connection.get("/cluster/sdn/zones", z.array(objectRow), pending),
    connection.get("/cluster/sdn/vnets", z.array(objectRow), pending),
  ]);
  const subnets: SdnObject[] = [];
  for (const { vnet, state } of vnets) {
    // What is to be deleted has no subnets that could be asked for.
    if (vnet === undefined || state === "deleted") continue;
    const rows = await connection.get(
      path`/cluster/sdn/vnets/${vnet}/subnets`,
      z.array(objectRow),
      pending,
    );
    subnets.push(...rows.map((row) => objectOf("subnet", { ...row, vnet })));
  }
  return {
    zones: zones.map((row) => objectOf("zone", row)).sort(byName),
    vnets: vnets.map((row) => objectOf("vnet", row)).sort(byName),
    subnets: subnets.sort(byName),
  };
}

function byName(left: SdnObject, right: SdnObject): number {
  return left.name.localeCompare(right.name);
}

/** What names an object, and marks of Proxmox's own. */
const notOptions = new Set("zone vnet subnet cidr type state digest pending network mask id".split(" "));

function objectOf(kind: SdnKind, row: z.infer<typeof objectRow>): SdnObject {
  const then = { ...row, ...row.pending };
  const zone = typeof then.zone === "string" ? then.zone : row.zone;
  return {
    kind,
    name: (kind === "subnet" ? row.cidr ?? cidrOf(row.subnet) : row[kind]) ?? "",
    id: row[kind] ?? "",
    type: row.type,
    zone,
    vnet: row.vnet,
    state: row.state,
    options: Object.fromEntries(
      Object.entries(then).filter(([name, value]) => !notOptions.has(name) && value !== "deleted"),
    ),
  };
}

/** The CIDR in a subnet's id: `lan-10.1.0.0-24`. */
function cidrOf(id: string | undefined): string | undefined {
  const [, address, bits] = /^[^-]+-(.+)-(\d+)$/.exec(id ?? "") ?? [];
  return address === undefined ? id : `${address}/${bits}`;
}

/** What a zone or virtual network is now, and the digest that guards a change. */
async function digestOf(connection: Connection, kind: "zone" | "vnet", name: string) {
  const rows = await connection.get(`/cluster/sdn/${kind}s`, z.array(objectRow));
  return rows.find((row) => row[kind] === name)?.digest;
}

/** Makes a zone or virtual network, or changes one. Sources: `POST` and `PUT` below `/cluster/sdn/zones` and `/vnets`. */
export async function putSdnObject(
  connection: Connection,
  object: {
    readonly kind: "zone" | "vnet";
    readonly name: string;
    readonly options: Parameters;
    readonly exists: boolean;
  },
): Promise<void> {
  const { kind, name, options, exists } = object;
  const where = `/cluster/sdn/${kind}s`;
  if (!exists) {
    await connection.post(where, z.unknown(), { [kind]: name, ...options });
    return;
  }
  const digest = await digestOf(connection, kind, name);
  // The type of a zone is settled when it is made.
  const { type: _, ...changeable } = options;
  await connection.put(where + path`/${name}`, z.unknown(), { ...changeable, digest });
}

/** Makes a subnet, or changes one. Sources: `POST` and `PUT` below `/cluster/sdn/vnets/{vnet}/subnets`. */
export async function putSubnet(
  connection: Connection,
  subnet: {
    readonly vnet: string;
    readonly cidr: string;
    readonly options: Parameters;
    /** The subnet as it was read; undefined for a new one. */
    readonly existing: SdnObject | undefined;
  },
): Promise<void> {
  const { vnet, cidr, options, existing } = subnet;
  const where = path`/cluster/sdn/vnets/${vnet}/subnets`;
  if (existing !== undefined) await connection.put(where + path`/${existing.id}`, z.unknown(), options);
  else await connection.post(where, z.unknown(), { subnet: cidr, type: "subnet", ...options });
}

/** Deletes an object from the configuration that waits. Source: `DELETE` below `/cluster/sdn`. */
export async function deleteSdnObject(connection: Connection, object: SdnObject): Promise<void> {
  const { kind, id, vnet = "" } = object;
  const where = kind === "subnet"
    ? path`/cluster/sdn/vnets/${vnet}/subnets/${id}`
    : `/cluster/sdn/${kind}s${path`/${id}`}`;
  await connection.delete(where, z.unknown());
}

/** Puts the configuration that waits in force on all nodes. Source: `PUT /cluster/sdn`, worker reloadnetworkall. */
export async function applySdn(connection: Connection): Promise<Upid> {
  return startedTask(await connection.put("/cluster/sdn", z.unknown()));
}

/** Drops the configuration that waits. Source: `POST /cluster/sdn/rollback`, 9.0 and later. */
export async function revertSdn(connection: Connection): Promise<void> {
  await connection.post("/cluster/sdn/rollback", z.unknown());
}
