import { node } from "../fields.ts";
import { nodeOrDefault } from "../node_reference.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { commandAnswer, type CommandReport } from "./command_answer.ts";
import { commandFields, type GivenCommand, permittedCommand } from "./fields.ts";
import { reportCommand, runOptions } from "./ssh_command.ts";

/** `proxmox_host_exec`: a command as root on a Proxmox node, over SSH. */
export const hostExec = defineTool({
  name: "proxmox_host_exec",
  title: "Run a command on a node",
  toolset: "core",
  access: "host",
  privileges: [],
  needs: "ssh",
  description: "Run a command as root on a Proxmox node itself.",
  input: { node: node.optional(), ...commandFields },
  async target(input, context) {
    permittedCommand(input, context);
    return { kind: "node", node: (await nodeOrDefault(context.proxmox, input.node)).node };
  },
  run: runOnNode,
  answer: (report, _, limits) => commandAnswer(report, limits.characters),
});

/** Runs a command on a node, or on the one that is asked where none is named. @throws {PolicyError} when the lists keep it out. */
export async function runOnNode(
  input: GivenCommand & { readonly node?: string | undefined },
  context: ToolContext,
): Promise<CommandReport> {
  const command = permittedCommand(input, context);
  const row = await nodeOrDefault(context.proxmox, input.node);
  const nodes = await context.proxmox.nodes("host", { node: row.node });
  const shell = await nodes.on(row.node);
  return await reportCommand(
    `node ${row.node}`,
    input.timeout,
    () => shell.exec(command, runOptions(context, input)),
  );
}
