import * as z from "zod";
import { changes, optionLines, stateText } from "../../text/changes.ts";
import { nearest } from "../../text/nearest.ts";
import {
  deleteInterface,
  interfaceOptions,
  type NetworkInterface,
  nodeNetwork,
  putInterface,
} from "../../proxmox/network.ts";
import { node } from "../fields.ts";
import { knownNode } from "../node_reference.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { NetworkError } from "./network_error.ts";

const iface = z.string().max(20).regex(
  /^[A-Za-z][A-Za-z0-9_]{1,20}(?:[:.]\d+)?$/,
  "is no name of an interface",
);
const text = z.string().max(200).optional();

const fields = {
  cidr: text.describe("10.0.0.2/24"),
  gateway: text,
  cidr6: text,
  gateway6: text,
  ports: z.array(iface).max(50).optional().describe("of a bridge or bond"),
  vlan_aware: z.boolean().optional(),
  bond_mode: z.string().max(30).optional(),
  vlan_id: z.int().min(1).max(4094).optional(),
  mtu: z.int().refine((bytes) => bytes >= 1280 && bytes <= 65520, "must be from 1280 to 65520").optional(),
  comment: z.string().max(1000).optional(),
};

/** What the interface's own name says mostly (`eno1.20`), or what is on unless told otherwise. */
const seldom = { vlan_device: iface.optional(), autostart: z.boolean().optional() };

type Fields = z.infer<z.ZodObject<typeof fields & typeof seldom>>;

/** Proxmox's names of the fields that can be emptied. */
const clearable: Readonly<Record<string, string>> = {
  cidr: "cidr",
  gateway: "gateway",
  cidr6: "cidr6",
  gateway6: "gateway6",
  ports: "bridge_ports",
  mtu: "mtu",
  comment: "comments",
};

const clear = z.array(
  z.string().refine(
    (name) => Object.hasOwn(clearable, name),
    `must be one of ${Object.keys(clearable).join(", ")}`,
  ),
).optional();

const target = async ({ node }: { readonly node: string }, { proxmox }: ToolContext) => ({
  kind: "node" as const,
  node: (await knownNode(proxmox, node)).node,
});

/** `proxmox_network_set`: sources `POST /nodes/{node}/network` and `PUT /nodes/{node}/network/{iface}`. */
export const networkSet = defineTool({
  name: "proxmox_network_set",
  title: "Make or change an interface",
  toolset: "network",
  access: "write",
  privileges: ["Sys.Modify", "SDN.Audit"],
  description: "The change waits for proxmox_network_apply; clear= names fields to empty.",
  input: {
    node,
    iface,
    type: z.enum(["bridge", "bond", "vlan", "eth"]).optional().describe("of a new one"),
    ...fields,
    clear,
  },
  hidden: seldom,
  target,
  async run({ node, iface, type, clear = [], ...wanted }, context) {
    const { connection } = context.proxmox;
    const { node: name } = await knownNode(context.proxmox, node);
    const before = (await nodeNetwork(connection, name)).interfaces.find((row) => row.iface === iface);
    const kind = before?.type ?? type;
    if (kind === undefined) {
      throw new NetworkError(`${name} has no interface ${iface}.`, { remedy: "Give type= to make it." });
    }
    const remove = clear.map((field) =>
      field === "ports" && kind === "bond" ? "slaves" : clearable[field] ?? field
    );
    const options = {
      ...(before === undefined ? {} : interfaceOptions(before)),
      ...optionsFor(kind, wanted),
    };
    await putInterface(connection, name, {
      iface,
      type: kind,
      options: Object.fromEntries(Object.entries(options).filter(([option]) => !remove.includes(option))),
      remove,
      exists: before !== undefined,
    });
    const after = (await nodeNetwork(connection, name)).interfaces.find((row) => row.iface === iface);
    return { name, before, after };
  },
  answer({ name, before, after }, { iface }) {
    const now = after === undefined ? {} : interfaceOptions(after);
    const subject = `The interface ${iface} of ${name}`;
    const changed = before === undefined ? optionLines(now) : changes(interfaceOptions(before), now);
    const how = before === undefined ? "is made" : "is changed";
    return {
      text: changed.length === 0 && before !== undefined
        ? `${subject} is as it was.`
        : `${subject} ${how}, and waits for proxmox_network_apply:\n${changed.join("\n")}`,
    };
  },
});

/** The fields of a call as Proxmox names them; those that are not given are left out. */
function optionsFor(type: string, wanted: Fields): Readonly<Record<string, string | number>> {
  const { ports, vlan_aware, vlan_id, vlan_device, autostart, comment, ...same } = wanted;
  const named = {
    ...same,
    [type === "bond" ? "slaves" : "bridge_ports"]: ports?.join(" "),
    bridge_vlan_aware: vlan_aware === undefined ? undefined : Number(vlan_aware),
    "vlan-id": vlan_id,
    "vlan-raw-device": vlan_device,
    autostart: autostart === undefined ? undefined : Number(autostart),
    comments: comment,
  };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => value === undefined ? [] : [[name, value] as const]),
  );
}

/** `proxmox_network_delete`: source `DELETE /nodes/{node}/network/{iface}`. */
export const networkDelete = defineTool({
  name: "proxmox_network_delete",
  title: "Delete an interface",
  toolset: "network",
  access: "destroy",
  privileges: ["Sys.Modify", "SDN.Audit"],
  description: "It goes with proxmox_network_apply.",
  input: { node, iface },
  target,
  async loss(reference, context) {
    const { name, row, others } = await findInterface(context, reference);
    const users = others.filter((other) =>
      [other.bridge_ports, other.slaves, other["vlan-raw-device"]]
        .some((list) => String(list ?? "").split(/[ ,]+/).includes(row.iface))
    );
    return {
      name: row.iface,
      summary: `The interface ${row.iface} of ${name} is deleted once the network is applied.`,
      details: [
        `type: ${row.type}, ${row.active ? "active" : "not active"}`,
        ...optionLines(interfaceOptions(row)),
        ...(users.length === 0 ? [] : [`used by: ${users.map((other) => other.iface).join(", ")}`]),
        ...(row.type.toLowerCase().includes("bridge") ? ["guests on this bridge lose their network"] : []),
      ],
      identity: [{
        kind: "request",
        method: "DELETE",
        path: `/nodes/${name}/network/${row.iface}`,
        digest: stateText(interfaceOptions(row)),
      }],
    };
  },
  async run(reference, context) {
    const { name, row } = await findInterface(context, reference);
    await deleteInterface(context.proxmox.connection, name, row.iface);
    return { name, row };
  },
  answer: ({ name, row }) => ({
    text:
      `The interface ${row.iface} of ${name} is deleted from its configuration, and goes with proxmox_network_apply.`,
  }),
});

async function findInterface(
  { proxmox }: ToolContext,
  reference: { readonly node: string; readonly iface: string },
): Promise<
  { readonly name: string; readonly row: NetworkInterface; readonly others: readonly NetworkInterface[] }
> {
  const { node: name } = await knownNode(proxmox, reference.node);
  const { interfaces } = await nodeNetwork(proxmox.connection, name);
  const row = interfaces.find((one) => one.iface === reference.iface);
  if (row !== undefined) return { name, row, others: interfaces };
  const names = interfaces.map((one) => one.iface);
  const near = nearest(reference.iface, names);
  throw new NetworkError(`${name} has no interface ${reference.iface}.`, {
    remedy: `${near === undefined ? "" : `Did you mean ${near}? `}It has: ${names.slice(0, 60).join(", ")}.`,
  });
}
