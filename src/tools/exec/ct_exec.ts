import * as z from "zod";
import { node, vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestName } from "../target.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { commandAnswer, type CommandReport } from "./command_answer.ts";
import { containerShell } from "./container_shell.ts";
import { commandFields, type GivenCommand, permittedCommand } from "./fields.ts";
import { reportCommand, runOptions } from "./ssh_command.ts";

const name = "proxmox_ct_exec";

/** `proxmox_ct_exec`: `pct exec` over SSH on the node that has the container. */
export const ctExec = defineTool({
  name,
  title: "Run a command in a container",
  toolset: "core",
  access: "exec",
  privileges: [],
  needs: "ssh",
  description: "Run a command in a running container; exit code, stdout and stderr come apart.",
  input: {
    vmid,
    ...commandFields,
    user: z.string().max(64).optional(),
    cwd: z.string().max(4096).optional(),
    env: z.record(z.string(), z.string()).optional(),
  },
  hidden: { node: node.optional() },
  async target(input, context) {
    permittedCommand(input, context);
    return { kind: "guest", guest: await guestOf(context, input, { type: "lxc", tool: name }) };
  },
  run: runInContainer,
  answer: (report, _, limits) => commandAnswer(report, limits.characters),
});

/** A command for a container, and how it is run there. */
export interface ContainerCommand extends GivenCommand {
  readonly vmid: number;
  readonly node?: string | undefined;
  readonly user?: string | undefined;
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Runs a command in a container that the call's target has named. @throws {PolicyError} when the lists keep it out. */
export async function runInContainer(input: ContainerCommand, context: ToolContext): Promise<CommandReport> {
  const command = permittedCommand(input, context);
  const { guest, shell } = await containerShell(context, input, name);
  const { containerExec } = await import("../../ssh/container_exec.ts");
  const { user, cwd, env, timeout } = input;
  return await reportCommand(
    `${guestName(guest)} on ${guest.node}`,
    timeout,
    () => containerExec(shell, guest.vmid, { command, user, cwd, env }, runOptions(context, input)),
  );
}
