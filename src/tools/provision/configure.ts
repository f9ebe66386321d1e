import { capEnd } from "../../text/cap.ts";
import { clean, inline } from "../../text/foreign.ts";
import { redacted } from "../../log/redact.ts";
import { isSecretKey } from "../../log/sensitive_keys.ts";
import { maskOption } from "../../policy/masking/guest_option.ts";
import type { AccessClass } from "../../policy/access.ts";
import { type GuestConfig, guestConfig } from "../../proxmox/guest_config.ts";
import { configIdentity, identityIn } from "../../proxmox/guest_identity.ts";
import { type ConfigChange, isEmpty } from "../../proxmox/guest_options/option_change.ts";
import {
  changeConfig,
  changedOptions,
  type OptionChange,
  requireDigest,
  startConfigChange,
} from "../../proxmox/provision/config_change.ts";
import { whereverItIs } from "../../proxmox/relocation.ts";
import type { Guest, GuestType } from "../../proxmox/resources.ts";
import { awaitTask, type TaskReport } from "../../proxmox/task_report.ts";
import { guestOf, type GuestReference } from "../guest.ts";
import { guestDetails } from "../loss_details.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import type { Loss, ToolAnswer, ToolContext } from "../tool.ts";

/** A call that changes a guest's configuration. */
export interface Configuring {
  readonly tool: string;
  readonly type: GuestType;
  readonly reference: GuestReference;
  /** The digest that the caller has read, if any. */
  readonly digest: string | undefined;
  /** Computes the change from the configuration as it is now. */
  readonly change: (config: GuestConfig, guest: Guest) => ConfigChange | Promise<ConfigChange>;
  /** Set where disks are made, which takes a VM a task of its own. */
  readonly makesDisks: boolean;
  readonly wait: number;
}

/** What came of it. */
export interface Configured {
  readonly guest: Guest;
  readonly changes: readonly OptionChange[];
  /** Report of the task that made disks; undefined where there was none. */
  readonly report: TaskReport | undefined;
}

/** Reads a configuration, changes it, reads it again. */
export async function configure(context: ToolContext, call: Configuring): Promise<Configured> {
  const { proxmox, signal, progress } = context;
  const { connection } = proxmox;
  const { tool, type, wait } = call;
  const found = await guestOf(context, call.reference, { type, tool, fresh: true });
  try {
    return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
      const before = await guestConfig(connection, guest);
      requireDigest(guest, before, call.digest);
      const change = await call.change(before, guest);
      if (isEmpty(change)) return { guest, changes: [], report: undefined };
      let report: TaskReport | undefined;
      if (call.makesDisks && guest.type === "qemu") {
        const upid = await startConfigChange(connection, guest, before, change);
        report = await awaitTask(connection, upid, { wait, onProgress: progress });
      } else await changeConfig(connection, guest, before, change);
      const changes = report?.state === "running"
        ? []
        : await changedOptions(connection, guest, before, change);
      return { guest, changes, report };
    });
  } finally {
    proxmox.inventory.forget();
  }
}

/** Words the changes of a configuration, one to a line, with what waits for the next start. */
export function configuredAnswer({ guest, changes, report }: Configured, characters: number): ToolAnswer {
  const name = `${guestName(guest)} on ${guest.node}`;
  if (report?.state === "running") return taskAnswer(report, { done: "", doing: `Changing ${name}` });
  const upid = report === undefined ? {} : { upid: report.upid.text };
  if (changes.length === 0) return { text: `${name} is like that already; nothing was changed.`, ...upid };
  const lines = changes.map((change) =>
    `${change.option}: ${wordChange(change)}${change.pending ? " (from its next start on)" : ""}`
  );
  const waits = changes.some(({ pending }) => pending)
    ? `\nproxmox_${guest.type === "qemu" ? "vm" : "ct"}_restart applies what waits.`
    : "";
  const text = `${name}, ${changes.length} ${changes.length === 1 ? "option" : "options"} changed\n${
    lines.join("\n")
  }`;
  return { text: capEnd(text, characters - 100) + waits, ...upid };
}

/** Of a password not even whether there was one before is worth a word. */
function wordChange({ option, before, after }: OptionChange): string {
  return isSecretKey(option) ? redacted : `${wordValue(option, before)} -> ${wordValue(option, after)}`;
}

/** Values are foreign text; secrets in them are hidden, several lines become one. */
function wordValue(option: string, value: string | undefined): string {
  if (value === undefined) return "(not set)";
  return inline(clean(maskOption(option, value)).replace(/\n/g, " / "), 500);
}

/** What of a change can lose data. */
export interface Removal {
  readonly remove?: readonly string[] | undefined;
}

/** The class of a change: removing an unused disk deletes it. */
export function accessOfChange(change: Removal): AccessClass {
  return unusedDisks(change).length > 0 ? "destroy" : "write";
}

/** What such a change loses, or undefined when it loses nothing. */
export async function lossOfChange(
  context: ToolContext,
  call: Pick<Configuring, "tool" | "type" | "reference"> & { readonly change: Removal },
): Promise<Loss | undefined> {
  if (accessOfChange(call.change) === "write") return undefined;
  const { tool, type, reference, change } = call;
  const guest = await guestOf(context, reference, { type, tool, fresh: true });
  const config = await guestConfig(context.proxmox.connection, guest);
  const disks = unusedDisks(change).map((slot) => `${slot} (${config.options.get(slot) ?? "not there"})`);
  return {
    name: guest.name ?? String(guest.vmid),
    summary: `${guestName(guest)} loses ${disks.join(", ")} with all data, for good.`,
    details: await guestDetails(context, guest),
    identity: [identityIn(guest, config), configIdentity(guest, config, "PUT")],
  };
}

function unusedDisks({ remove = [] }: Removal): readonly string[] {
  return remove.filter((option) => /^unused\d+$/i.test(option));
}
