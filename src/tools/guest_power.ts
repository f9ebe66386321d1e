import * as z from "zod";
import type { PowerAction, PowerParameters } from "../proxmox/power.ts";
import { type PowerOutcome, runPower } from "../proxmox/power_run.ts";
import type { GuestType } from "../proxmox/resources.ts";
import { node, vmid, wait } from "./fields.ts";
import { guestOf } from "./guest.ts";
import { guestName } from "./target.ts";
import { taskAnswer } from "./task_answer.ts";
import { defineTool, type Tool, type ToolAnswer } from "./tool.ts";

/** How one power tool differs from the others. */
interface PowerTool<Listed extends z.ZodRawShape> {
  /** The verb in the tool's name. */
  readonly verb: string;
  readonly title: string;
  readonly action: PowerAction;
  readonly description: string;
  readonly input: Listed;
  readonly parameters: (input: z.infer<z.ZodObject<Listed>>) => PowerParameters;
  /** `is running`, `is stopped`: what the guest does once it has worked. */
  readonly done: string;
  /** `Starting`: what goes on while it works. */
  readonly doing: string;
}

function powerTool<Listed extends z.ZodRawShape>(type: GuestType, tool: PowerTool<Listed>): Tool {
  const noun = type === "qemu" ? "vm" : "ct";
  const name = `proxmox_${noun}_${tool.verb}` as const;
  const own = z.object(tool.input);
  return defineTool({
    name,
    title: tool.title,
    toolset: "core",
    access: "write",
    privileges: ["VM.PowerMgmt", "VM.Audit"],
    description: tool.description,
    input: { vmid, ...tool.input, wait },
    hidden: { node: node.optional() },
    target: async (input, context) => ({
      kind: "guest",
      guest: await guestOf(context, reference.parse(input), { type, tool: name }),
    }),
    async run(input, context): Promise<PowerOutcome> {
      const guest = await guestOf(context, reference.parse(input), { type, tool: name, fresh: true });
      const follow = { wait: waiting.parse(input).wait, onProgress: context.progress };
      return await runPower(context.proxmox, guest, tool.action, tool.parameters(own.parse(input)), follow);
    },
    answer: (outcome) => wordPower(outcome, tool.done, tool.doing),
  });
}

const reference = z.object({ vmid, node: node.optional() });
const waiting = z.object({ wait });

function wordPower(outcome: PowerOutcome, done: string, doing: string): ToolAnswer {
  const guest = guestName(outcome.guest);
  if ("already" in outcome) {
    return { text: `${guest} on ${outcome.guest.node} ${outcome.already}; nothing was done.` };
  }
  return taskAnswer(outcome.report, {
    done: `${guest} on ${outcome.guest.node} ${done}`,
    doing: `${doing} ${guest}`,
  });
}

const none = {};
const shutdownSeconds = z.int().min(1).max(600).optional();

function guestKind(type: GuestType): string {
  return type === "qemu" ? "VM" : "container";
}

/** The power tools that VMs and containers share. */
function sharedPowerTools(type: GuestType): readonly Tool[] {
  const kind = guestKind(type);
  return [
    powerTool(type, {
      verb: "start",
      title: `Start a ${kind}`,
      action: "start",
      description: `Start a ${kind} and wait until it runs.`,
      input: none,
      parameters: () => ({}),
      done: "is running",
      doing: "Starting",
    }),
    powerTool(type, {
      verb: "shutdown",
      title: `Shut a ${kind} down`,
      action: "shutdown",
      description: `Ask the ${kind} to go down in order; the normal way to switch off.`,
      input: {
        timeout: shutdownSeconds,
        force: z.boolean().optional().describe("cut its power after timeout"),
      },
      parameters: ({ timeout, force }) => ({ timeout, forceStop: force }),
      done: "is stopped",
      doing: "Shutting down",
    }),
    powerTool(type, {
      verb: "stop",
      title: `Cut a ${kind}'s power`,
      action: "stop",
      description: "Cut the power at once, unsaved data is lost; prefer shutdown.",
      input: none,
      parameters: () => ({}),
      done: "is stopped",
      doing: "Stopping",
    }),
    powerTool(type, {
      verb: "restart",
      title: `Restart a ${kind}`,
      action: "reboot",
      description: "Shut down in order and start again; applies pending changes.",
      input: { timeout: shutdownSeconds },
      parameters: ({ timeout }) => ({ timeout }),
      done: "has restarted",
      doing: "Restarting",
    }),
  ];
}

/** `proxmox_vm_start`, `_shutdown`, `_stop`, `_restart`, `_reset`, `_suspend`, `_resume`. */
export const vmPowerTools: readonly Tool[] = [
  ...sharedPowerTools("qemu"),
  powerTool("qemu", {
    verb: "reset",
    title: "Reset a VM",
    action: "reset",
    description: "Press the reset button: like stop and start, without asking the guest.",
    input: none,
    parameters: () => ({}),
    done: "was reset",
    doing: "Resetting",
  }),
  powerTool("qemu", {
    verb: "suspend",
    title: "Suspend a VM",
    action: "suspend",
    description: "Pause a VM in RAM, or with to_disk=true write the RAM to disk and switch off.",
    input: { to_disk: z.boolean().optional() },
    parameters: ({ to_disk }) => ({ todisk: to_disk }),
    done: "is suspended",
    doing: "Suspending",
  }),
  powerTool("qemu", {
    verb: "resume",
    title: "Resume a VM",
    action: "resume",
    description: "Continue a paused VM.",
    input: none,
    parameters: () => ({}),
    done: "is running",
    doing: "Resuming",
  }),
];

/** `proxmox_ct_start`, `_shutdown`, `_stop`, `_restart`. */
export const ctPowerTools: readonly Tool[] = sharedPowerTools("lxc");
