import * as z from "zod";
import { changes, optionLines, type Options } from "../../text/changes.ts";
import { putSdnObject, putSubnet, type SdnNetwork, sdnNetwork, type SdnObject } from "../../proxmox/sdn.ts";
import type { Parameters } from "../../wire/wire.ts";
import { node } from "../fields.ts";
import { knownNode } from "../node_reference.ts";
import { defineTool, type ToolAnswer } from "../tool.ts";
import { NetworkError } from "./network_error.ts";
import { sdnOptions } from "./sdn_text.ts";

/** A name of a zone or virtual network, so short because it becomes part of an interface's. */
export const sdnId = z.string().max(8).regex(
  /^[A-Za-z][A-Za-z0-9]{1,7}$/,
  "must be 2 to 8 letters and digits",
);

/** A VLAN or VXLAN id. */
const networkTag = z.int().refine((tag) => tag >= 1 && tag <= 16777215, "must be from 1 to 16777215");

const address = z.string().max(60);

/** `proxmox_sdn_zone_set`: sources `POST /cluster/sdn/zones` and `PUT /cluster/sdn/zones/{zone}`. */
export const sdnZoneSet = defineTool({
  name: "proxmox_sdn_zone_set",
  title: "Make or change an SDN zone",
  toolset: "network",
  access: "write",
  privileges: ["SDN.Allocate", "SDN.Audit"],
  description: "Type vlan needs bridge, qinq bridge and tag, vxlan peers.",
  input: {
    zone: sdnId,
    type: z.enum(["simple", "vlan", "qinq", "vxlan"]).optional(),
    bridge: z.string().max(20).optional(),
    tag: networkTag.optional(),
    peers: z.array(address).max(100).optional(),
    nodes: z.array(node).max(100).optional(),
  },
  hidden: { mtu: z.int().min(576).max(65520).optional() },
  needsQuorum: true,
  target: ({ zone }) => Promise.resolve({ kind: "cluster", what: `SDN zone ${zone}` }),
  async run({ zone, type, peers, nodes, ...rest }, { proxmox }) {
    const { connection } = proxmox;
    for (const name of nodes ?? []) await knownNode(proxmox, name);
    const before = (await sdnNetwork(connection)).zones.find(({ name, state }) =>
      name === zone && state !== "deleted"
    );
    if (before === undefined && type === undefined) {
      throw new NetworkError(`There is no SDN zone ${zone}.`, { remedy: "Give type= to make it." });
    }
    if (before !== undefined && type !== undefined && type !== before.type) {
      throw new NetworkError(`The zone ${zone} is of type ${before.type}, which cannot be changed.`, {
        remedy: "Make another zone.",
      });
    }
    const options: Parameters = { type, ...rest, peers: peers?.join(","), nodes: nodes?.join(",") };
    await putSdnObject(connection, { kind: "zone", name: zone, options, exists: before !== undefined });
    const after = (await sdnNetwork(connection)).zones.find(({ name }) => name === zone);
    return { before, after };
  },
  answer: ({ before, after }, { zone }) => wordSetting(`The SDN zone ${zone}`, before, after),
});

/** `proxmox_sdn_vnet_set`: sources `POST` and `PUT` below `/cluster/sdn/vnets`, subnets included. */
export const sdnVnetSet = defineTool({
  name: "proxmox_sdn_vnet_set",
  title: "Make or change a virtual network",
  toolset: "network",
  access: "write",
  privileges: ["SDN.Allocate", "SDN.Audit"],
  description: "A virtual network of a zone (tag: VLAN or VXLAN id), and a subnet of it.",
  input: {
    vnet: sdnId,
    zone: sdnId.optional(),
    tag: networkTag.optional(),
    vlanaware: z.boolean().optional(),
    subnet: address.regex(/^[0-9a-fA-F.:]+\/\d{1,3}$/, "must be a network such as 10.1.0.0/24").optional(),
    gateway: address.optional(),
    snat: z.boolean().optional(),
  },
  hidden: { alias: z.string().max(256).optional() },
  needsQuorum: true,
  target: ({ vnet }) => Promise.resolve({ kind: "cluster", what: `virtual network ${vnet}` }),
  async run({ vnet, subnet, gateway, snat, ...options }, { proxmox }) {
    const { connection } = proxmox;
    const network = await sdnNetwork(connection);
    const before = network.vnets.find(({ name, state }) => name === vnet && state !== "deleted");
    requireZone(network, vnet, options.zone ?? before?.zone);
    if (subnet === undefined && (gateway !== undefined || snat !== undefined)) {
      throw new NetworkError("gateway= and snat= are of a subnet.", {
        remedy: "Give subnet= with its network.",
      });
    }
    if (before === undefined || Object.values(options).some((value) => value !== undefined)) {
      await putSdnObject(connection, { kind: "vnet", name: vnet, options, exists: before !== undefined });
    }
    const old = network.subnets.find((one) =>
      one.vnet === vnet && one.name === subnet && one.state !== "deleted"
    );
    if (subnet !== undefined) {
      await putSubnet(connection, {
        ...{ vnet, cidr: subnet, options: { gateway, snat } },
        existing: old,
      });
    }
    const now = await sdnNetwork(connection);
    return {
      before,
      after: now.vnets.find(({ name }) => name === vnet),
      old,
      made: now.subnets.find((one) => one.vnet === vnet && one.name === subnet),
    };
  },
  answer({ before, after, old, made }, { vnet, subnet }) {
    const parts = [
      wordSetting(`The virtual network ${vnet}`, before, after),
      ...(subnet === undefined ? [] : [wordSetting(`The subnet ${subnet}`, old, made)]),
    ];
    return { text: parts.map(({ text }) => text).join("\n") };
  },
});

function requireZone({ zones }: SdnNetwork, vnet: string, zone: string | undefined): void {
  if (zone !== undefined && zones.some(({ name, state }) => name === zone && state !== "deleted")) return;
  const names = zones.map(({ name }) => name);
  throw new NetworkError(
    zone === undefined ? `There is no virtual network ${vnet}.` : `There is no SDN zone ${zone}.`,
    {
      remedy: `${zone === undefined ? "Give zone= to make it. " : ""}${
        names.length === 0 ? "proxmox_sdn_zone_set makes a zone." : `The zones are: ${names.join(", ")}.`
      }`,
    },
  );
}

function wordSetting(
  subject: string,
  before: SdnObject | undefined,
  after: SdnObject | undefined,
): ToolAnswer {
  const now: Options = after === undefined ? {} : sdnOptions(after);
  const changed = before === undefined ? optionLines(now) : changes(sdnOptions(before), now);
  if (before !== undefined && changed.length === 0) return { text: `${subject} is as it was.` };
  const how = before === undefined ? "is made" : "is changed";
  return { text: `${subject} ${how}, and waits for proxmox_sdn_apply:\n${changed.join("\n")}` };
}
