import * as z from "zod";
import { optionLines, stateText } from "../../text/changes.ts";
import {
  applySdn,
  deleteSdnObject,
  type SdnKind,
  type SdnNetwork,
  sdnNetwork,
  type SdnObject,
} from "../../proxmox/sdn.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { wait } from "../fields.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { NetworkError } from "./network_error.ts";
import { pendingObjects, sdnOptions } from "./sdn_text.ts";

/** `proxmox_sdn_delete`: source `DELETE` of zones, virtual networks and subnets. */
export const sdnDelete = defineTool({
  name: "proxmox_sdn_delete",
  title: "Delete a part of SDN",
  toolset: "network",
  access: "destroy",
  privileges: ["SDN.Allocate", "SDN.Audit"],
  description: "A zone, a virtual network or a subnet (its CIDR); it goes with proxmox_sdn_apply.",
  input: { what: z.enum(["zone", "vnet", "subnet"]), name: z.string().max(60) },
  target: ({ what, name }) => Promise.resolve({ kind: "cluster", what: `SDN ${what} ${name}` }),
  async loss({ what, name }, context) {
    const { object, inside } = await findObject(context, what, name);
    return {
      name,
      summary: `The ${what} ${name} is deleted once SDN is applied; guests on it lose their network.`,
      details: [
        ...optionLines(sdnOptions(object)),
        ...(inside.length === 0 ? [] : [`in it: ${inside.map((one) => one.name).join(", ")}`]),
      ],
      identity: [{
        kind: "request",
        method: "DELETE",
        path: `/cluster/sdn ${what} ${name}`,
        digest: stateText(sdnOptions(object)),
      }],
    };
  },
  async run({ what, name }, context) {
    const { object, inside } = await findObject(context, what, name);
    if (inside.length > 0) {
      throw new NetworkError(
        `The ${what} ${name} is not empty: ${inside.map((one) => one.name).join(", ")}.`,
        {
          remedy: "Delete what is in it first.",
        },
      );
    }
    await deleteSdnObject(context.proxmox.connection, object);
  },
  answer: (_, { what, name }) => ({
    text: `The ${what} ${name} is deleted from the configuration, and goes with proxmox_sdn_apply.`,
  }),
});

async function findObject(
  { proxmox }: ToolContext,
  what: SdnKind,
  name: string,
): Promise<{ readonly object: SdnObject; readonly inside: readonly SdnObject[] }> {
  const network = await sdnNetwork(proxmox.connection);
  const all = there(network[`${what}s`]);
  const [object, ...others] = all.filter((one) => one.name === name);
  if (others.length > 0) {
    throw new NetworkError(`Several virtual networks have a subnet ${name}.`, {
      remedy: "proxmox_api_call deletes one of them by its path.",
    });
  }
  if (object !== undefined) return { object, inside: insideOf(network, object) };
  throw new NetworkError(`There is no ${what} ${name}.`, {
    remedy: all.length === 0
      ? `There are no ${what}s.`
      : `There are: ${all.map((one) => one.name).join(", ")}.`,
  });
}

function insideOf(network: SdnNetwork, { kind, name }: SdnObject): readonly SdnObject[] {
  if (kind === "zone") return there(network.vnets).filter(({ zone }) => zone === name);
  return kind === "vnet" ? there(network.subnets).filter(({ vnet }) => vnet === name) : [];
}

function there(objects: readonly SdnObject[]): readonly SdnObject[] {
  return objects.filter(({ state }) => state !== "deleted");
}

/** `proxmox_sdn_apply`: source `PUT /cluster/sdn`, worker reloadnetworkall. */
export const sdnApply = defineTool({
  name: "proxmox_sdn_apply",
  title: "Apply SDN changes",
  toolset: "network",
  access: "destroy",
  privileges: ["SDN.Allocate", "SDN.Audit"],
  description: "Put waiting changes in force on all nodes; a mistake can cut guests off.",
  input: { wait },
  target: () => Promise.resolve({ kind: "cluster", what: "software-defined network" }),
  async loss(_, context) {
    const pending = await waiting(context);
    return {
      name: "sdn",
      summary: "The network of all nodes is reloaded with the waiting SDN changes.",
      details: pending,
      identity: [{ kind: "request", method: "PUT", path: "/cluster/sdn", digest: stateText(pending) }],
    };
  },
  async run({ wait }, context) {
    const { connection } = context.proxmox;
    const pending = await waiting(context);
    const upid = await applySdn(connection);
    return { pending, report: await awaitTask(connection, upid, { wait, onProgress: context.progress }) };
  },
  answer: ({ pending, report }) =>
    taskAnswer(report, {
      done: `In force: ${pending.join("; ")}`,
      doing: "Reloading the network of all nodes",
    }),
});

async function waiting({ proxmox }: ToolContext): Promise<readonly string[]> {
  const pending = pendingObjects(await sdnNetwork(proxmox.connection));
  if (pending.length > 0) return pending;
  throw new NetworkError("No change of the software-defined network waits to be applied.", {
    remedy: "proxmox_sdn_zone_set, proxmox_sdn_vnet_set and proxmox_sdn_delete prepare some.",
  });
}
