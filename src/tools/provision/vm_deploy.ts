import { registerSecret } from "../../log/redact.ts";
import { inline } from "../../text/foreign.ts";
import { sshKeyLines } from "../../proxmox/guest_options/cloud_init.ts";
import { knownNode } from "../node_reference.ts";
import { defineTool, type ToolAnswer, type ToolContext } from "../tool.ts";
import { deployHidden, deployInput, type DeployWish } from "./deploy_wish.ts";
import { type DeploySource, deploySource } from "./deploy_source.ts";
import { Deployment } from "./deployment.ts";
import { newGuestTarget } from "./new_guest.ts";
import { nodeFor } from "./placement.ts";
import { machinePrivileges } from "./privileges.ts";
import { madeAnswer, type StepsOutcome } from "./steps.ts";

/**
 * `proxmox_vm_deploy`: sources `POST .../clone` or `POST /nodes/{node}/qemu` with `import-from` (after `download-url`), then
 * `PUT .../config`, `PUT .../resize`, `POST .../status/start`, `GET .../agent/network-get-interfaces`.
 */
export const vmDeploy = defineTool({
  name: "proxmox_vm_deploy",
  title: "Deploy a VM",
  toolset: "provision",
  access: "write",
  privileges: [
    "VM.Allocate",
    "VM.Clone",
    "VM.Config.Cloudinit",
    "VM.GuestAgent.Audit",
    "VM.PowerMgmt",
    "Datastore.AllocateTemplate",
    "Datastore.Audit",
    "Sys.AccessNetwork",
    ...machinePrivileges,
  ],
  description:
    "From a VM template (vmid or name) or cloud image (URL or volume id) to a running VM with an address. Also takes " +
    "node, vmid, bridge, vlan, password, ip6, gateway6, nameserver, full, pool, tags, description, onboot.",
  input: deployInput,
  hidden: deployHidden,
  needsQuorum: true,
  target: newGuestTarget,
  async run(wish, context) {
    // What cannot be right is found out before anything is made.
    if (wish.ssh_keys !== undefined) sshKeyLines(wish.ssh_keys);
    if (wish.password !== undefined) registerSecret(wish.password);
    const source = await deploySource(context.proxmox, wish);
    const deployment = new Deployment(context, wish, await nodeOf(context, wish, source));
    return { source, deployment, outcome: await deployment.run(source) };
  },
  answer: ({ source, deployment, outcome }, wish) => wordDeployment(source, deployment, outcome, wish),
});

async function nodeOf({ proxmox }: ToolContext, wish: DeployWish, source: DeploySource): Promise<string> {
  switch (source.kind) {
    case "template":
      return wish.node === undefined ? source.template.node : (await knownNode(proxmox, wish.node)).node;
    case "image":
      return await nodeFor(proxmox, wish.node, [wish.storage, source.volume.split(":")[0]]);
    case "download":
      return await nodeFor(proxmox, wish.node, [wish.storage]);
  }
}

function wordDeployment(
  source: DeploySource,
  { made, addresses, notes }: Deployment,
  outcome: StepsOutcome,
  wish: DeployWish,
): ToolAnswer {
  const found = addresses !== undefined && "addresses" in addresses ? addresses.addresses : [];
  const [first] = found;
  const configured = wish.ip?.includes("/") === true ? wish.ip.split("/")[0] : undefined;
  const done = first !== undefined
    ? `is running, address ${found.slice(0, 5).map(({ address }) => inline(address, 60)).join(", ")}`
    : configured !== undefined
    ? `is running; its address is set to ${configured}, which its guest agent has not confirmed yet`
    : "is running; its address is not known yet";
  const answer = madeAnswer(outcome, made, done);
  if (outcome.waitingFor !== undefined || outcome.left.length > 0) return answer;
  const reachedAt = first?.address ?? configured;
  const why = first !== undefined || addresses === undefined || !("unknownBecause" in addresses) ? [] : [
    `The guest agent says nothing: ${inline(addresses.unknownBecause, 200)}. It may still boot, or have no ` +
    `qemu-guest-agent; proxmox_vm_status vmid=${made.vmid} asks again.`,
  ];
  const hasLogin = wish.ssh_keys !== undefined || wish.password !== undefined || source.kind === "template";
  return {
    ...answer,
    text: [
      answer.text,
      ...(reachedAt === undefined || wish.user === undefined
        ? []
        : [`ssh ${wish.user}@${inline(reachedAt, 60)}`]),
      ...why,
      ...(hasLogin ? [] : ["Nobody can log in: give ssh_keys with proxmox_vm_cloudinit and restart it."]),
      ...notes,
    ].join("\n"),
  };
}
