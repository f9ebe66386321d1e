import * as z from "zod";
import { path } from "../wire/path.ts";
import { ApiError } from "../wire/errors.ts";
import type { Connection } from "./connection.ts";
import type { Guest } from "./resources.ts";
import { flag, numeric, tagList, text } from "./values.ts";

const statusAnswer = z.object({
  vmid: z.coerce.number(),
  name: text,
  status: z.string(),
  qmpstatus: text,
  lock: text,
  tags: tagList,
  template: flag,
  agent: flag,
  cpu: numeric,
  cpus: numeric,
  mem: numeric,
  maxmem: numeric,
  swap: numeric,
  maxswap: numeric,
  disk: numeric,
  maxdisk: numeric,
  netin: numeric,
  netout: numeric,
  diskread: numeric,
  diskwrite: numeric,
  uptime: numeric,
  ha: z.looseObject({ managed: flag, state: text }).optional().catch(undefined),
  "running-qemu": text,
});

/** A guest's state as its own node tells it, current to the second. */
export type GuestStatus = z.infer<typeof statusAnswer>;

/** The part of the tree that holds a guest: `/nodes/{node}/qemu/{vmid}` or `/nodes/{node}/lxc/{vmid}`. */
export function guestPath(guest: Pick<Guest, "node" | "type" | "vmid">): string {
  return path`/nodes/${guest.node}/${guest.type}/${guest.vmid}`;
}

/** Reads a guest's current state. Source: `GET /nodes/{node}/{type}/{vmid}/status/current`. */
export function guestStatus(connection: Connection, guest: Guest): Promise<GuestStatus> {
  return connection.get(`${guestPath(guest)}/status/current`, statusAnswer);
}

/** The state in one word: `paused` and the like for VMs, which `status` calls running. */
export function stateWord(status: GuestStatus): string {
  return status.status === "running" && status.qmpstatus !== undefined ? status.qmpstatus : status.status;
}

/** An address of a guest, with the name of the interface inside the guest. */
export interface GuestAddress {
  readonly interface: string;
  readonly address: string;
}

/** A guest's addresses, or why they cannot be had. */
export type GuestAddresses =
  | { readonly addresses: readonly GuestAddress[] }
  | { readonly unknownBecause: string };

const agentInterfaces = z.object({
  result: z.array(z.looseObject({
    name: z.string(),
    "ip-addresses": z.array(z.looseObject({ "ip-address": z.string() })).optional(),
  })),
});

const containerInterfaces = z.array(z.looseObject({ name: z.string(), inet: text, inet6: text })).nullable();

/**
 * Asks a running guest for its addresses, without loopback and link-local ones.
 *
 * Source: `GET .../agent/network-get-interfaces` (VMs, needs the guest agent), `GET .../interfaces` (containers, since 8.1).
 */
export async function guestAddresses(connection: Connection, guest: Guest): Promise<GuestAddresses> {
  try {
    const found = guest.type === "qemu"
      ? await vmAddresses(connection, guest)
      : await containerAddresses(connection, guest);
    return { addresses: found.filter(({ address }) => !/^(127\.|::1$|fe80:)/i.test(address)) };
  } catch (error) {
    if (error instanceof ApiError) {
      return { unknownBecause: error.reason === "" ? error.message : error.reason };
    }
    throw error;
  }
}

async function vmAddresses(connection: Connection, guest: Guest): Promise<GuestAddress[]> {
  const answer = await connection.get(`${guestPath(guest)}/agent/network-get-interfaces`, agentInterfaces);
  return answer.result.flatMap((nic) =>
    (nic["ip-addresses"] ?? []).map((address) => ({ interface: nic.name, address: address["ip-address"] }))
  );
}

async function containerAddresses(connection: Connection, guest: Guest): Promise<GuestAddress[]> {
  const answer = await connection.get(`${guestPath(guest)}/interfaces`, containerInterfaces);
  return (answer ?? []).flatMap((nic) =>
    [nic.inet, nic.inet6].filter((address) => address !== undefined)
      .map((address) => ({ interface: nic.name, address: address.replace(/\/\d+$/, "") }))
  );
}
