import { stateText } from "../../text/changes.ts";
import { counted } from "../../text/list.ts";
import { inline } from "../../text/foreign.ts";
import {
  applyNetwork,
  interfaceOptions,
  type NodeNetwork,
  nodeNetwork,
  revertNetwork,
} from "../../proxmox/network.ts";
import { requireFeature } from "../../proxmox/release.ts";
import { revertSdn, sdnNetwork } from "../../proxmox/sdn.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, wait } from "../fields.ts";
import { knownNode } from "../node_reference.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { NetworkError } from "./network_error.ts";
import { pendingObjects } from "./sdn_text.ts";

/** Lines of a diff that a preview shows. */
const diffLines = 60;

/** `proxmox_network_apply`: source `PUT /nodes/{node}/network`, worker srvreload. */
export const networkApply = defineTool({
  name: "proxmox_network_apply",
  title: "Apply a node's network",
  toolset: "network",
  access: "destroy",
  privileges: ["Sys.Modify", "SDN.Audit"],
  description: "Put its waiting changes in force; a mistake can cut the node off.",
  input: { node, wait },
  async target({ node }, { proxmox }) {
    return { kind: "node", node: (await knownNode(proxmox, node)).node };
  },
  async loss({ node }, context) {
    const { name, changes, interfaces } = await waiting(context, node);
    const diff = (changes ?? "").split("\n").filter((line) => line.trim() !== "");
    return {
      name,
      summary: `The network of ${name} is reloaded; a mistake in it cuts the node and its guests off.`,
      details: changes === undefined
        ? ["over SSH it cannot be told what changes; proxmox_network_list shows what there will be"]
        : [
          ...diff.slice(0, diffLines).map((line) => inline(line, 160)),
          ...(diff.length > diffLines ? [`and ${counted(diff.length - diffLines, "line")} more`] : []),
        ],
      identity: [{
        kind: "request",
        method: "PUT",
        path: `/nodes/${name}/network`,
        digest: stateText({
          changes,
          interfaces: interfaces.map((row) => [row.iface, interfaceOptions(row)]),
        }),
      }],
    };
  },
  async run({ node, wait }, context) {
    const { connection } = context.proxmox;
    const { name } = await waiting(context, node);
    const upid = await applyNetwork(connection, name);
    return { name, report: await awaitTask(connection, upid, { wait, onProgress: context.progress }) };
  },
  answer: ({ name, report }) =>
    taskAnswer(report, {
      done: `The network of ${name} is in force as configured`,
      doing: `Reloading the network of ${name}`,
    }),
});

/** What waits on a node. @throws {NetworkError} when it is known that nothing does. */
async function waiting(
  { proxmox }: ToolContext,
  node: string,
): Promise<NodeNetwork & { readonly name: string }> {
  const { node: name } = await knownNode(proxmox, node);
  const network = await nodeNetwork(proxmox.connection, name);
  if (network.changes !== undefined || proxmox.connection.carriedBy === "ssh") return { ...network, name };
  throw new NetworkError(`No changes of ${name}'s network wait to be applied.`, {
    remedy: "proxmox_network_set and proxmox_network_delete prepare some.",
  });
}

/** `proxmox_network_revert`: sources `DELETE /nodes/{node}/network` and `POST /cluster/sdn/rollback`. */
export const networkRevert = defineTool({
  name: "proxmox_network_revert",
  title: "Drop waiting network changes",
  toolset: "network",
  access: "write",
  privileges: ["Sys.Modify", "SDN.Allocate"],
  description: "Those of a node, or without node= of SDN (9.0 and later).",
  input: { node: node.optional() },
  async target({ node }, { proxmox }) {
    return node === undefined
      ? { kind: "cluster", what: "software-defined network" }
      : { kind: "node", node: (await knownNode(proxmox, node)).node };
  },
  async run({ node }, context) {
    const { proxmox } = context;
    if (node !== undefined) {
      const { name } = await waiting(context, node);
      await revertNetwork(proxmox.connection, name);
      return `The network of ${name} stays as it is; the waiting changes are dropped.`;
    }
    await requireFeature(
      proxmox,
      "sdn-rollback",
      "Dropping changes of the software-defined network",
      "Set them back one by one: proxmox_sdn_zone_set, proxmox_sdn_vnet_set, proxmox_sdn_delete.",
    );
    const pending = pendingObjects(await sdnNetwork(proxmox.connection));
    await revertSdn(proxmox.connection);
    return pending.length === 0
      ? "No change of the software-defined network was waiting."
      : `Dropped: ${pending.join("; ")}.`;
  },
  answer: (text) => ({ text }),
});
