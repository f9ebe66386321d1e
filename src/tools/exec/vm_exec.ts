import { decodeOutput } from "../../proxmox/guest_agent.ts";
import { node, vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestName } from "../target.ts";
import { defineTool } from "../tool.ts";
import { commandAnswer, type CommandReport } from "./command_answer.ts";
import { commandFields, permittedCommand } from "./fields.ts";
import { runProgram } from "./vm_program.ts";

const name = "proxmox_vm_exec";

/** `proxmox_vm_exec`: sources `POST .../agent/exec` and `GET .../agent/exec-status`. */
export const vmExec = defineTool({
  name,
  title: "Run a command in a VM",
  toolset: "core",
  access: "exec",
  privileges: ["VM.GuestAgent.Unrestricted", "VM.Audit"],
  description: "Run a program in a VM through its guest agent; command= needs a Unix guest.",
  input: { vmid, ...commandFields },
  hidden: { node: node.optional() },
  async target(input, context) {
    permittedCommand(input, context);
    return { kind: "guest", guest: await guestOf(context, input, { type: "qemu", tool: name }) };
  },
  async run(input, context): Promise<CommandReport> {
    const command = permittedCommand(input, context);
    const guest = await guestOf(context, input, { type: "qemu", tool: name, fresh: true });
    const argv = typeof command === "string" ? ["/bin/sh", "-c", command] : command;
    const stdin = input.stdin === undefined ? undefined : new TextEncoder().encode(input.stdin);
    const { process } = await runProgram(context.proxmox, guest, {
      argv,
      input: stdin,
      timeout: input.timeout,
    });
    const where = `${guestName(guest)} on ${guest.node}`;
    if (process === undefined) {
      const nothing = { text: "", total: 0 };
      return {
        where,
        code: undefined,
        timedOutAfter: input.timeout,
        stdout: nothing,
        stderr: nothing,
        remark: "The agent shows output only when a program has ended. It was told to end.",
      };
    }
    return {
      where,
      code: process.code,
      signal: process.signal,
      stdout: { text: decodeOutput(process.stdout), total: process.stdout.length },
      stderr: { text: decodeOutput(process.stderr), total: process.stderr.length },
      remark: process.truncated ? "The guest agent cut the output off at 16 MiB." : undefined,
    };
  },
  answer: (report, _, limits) => commandAnswer(report, limits.characters),
});
