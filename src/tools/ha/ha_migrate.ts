import * as z from "zod";
import { orderRelocation, type Relocation } from "../../proxmox/ha.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { taskRows } from "../../proxmox/task.ts";
import { awaitTask, type TaskReport } from "../../proxmox/task_report.ts";
import { TimeLeft } from "../../proxmox/time_left.ts";
import { parseUpid, type Upid } from "../../proxmox/upid.ts";
import { node, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { knownNode } from "../node_reference.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool } from "../tool.ts";
import { managedBy } from "./ha_resource.ts";

/** `proxmox_ha_migrate`: source `POST /cluster/ha/resources/{sid}/migrate|relocate`, then the manager's own task. */
export const haMigrate = defineTool({
  name: "proxmox_ha_migrate",
  title: "Have HA move a guest",
  toolset: "ha",
  access: "write",
  privileges: ["Sys.Console", "Sys.Audit", "VM.Audit"],
  description: "To another node while it runs; relocate=true stops it and starts it there.",
  input: { vmid, node, relocate: z.boolean().optional(), wait },
  needsQuorum: true,
  async target({ vmid }, context) {
    return { kind: "guest", guest: await guestOf(context, { vmid }) };
  },
  async run({ vmid, node, relocate, wait }, context) {
    const { proxmox, progress } = context;
    const { connection } = proxmox;
    const guest = await guestOf(context, { vmid }, { fresh: true });
    const target = (await knownNode(proxmox, node)).node;
    const { sid } = await managedBy(context, guest);
    if (guest.node === target) return { guest, target, order: undefined, report: undefined };
    const left = new TimeLeft(connection, wait);
    const before = new Set((await migrations(proxmox, guest)).map((upid) => upid.text));
    const order = await orderRelocation(connection, sid, relocate === true ? "relocate" : "migrate", target);
    const upid = await newMigration(proxmox, guest, before, left);
    const report = upid === undefined
      ? undefined
      : await awaitTask(connection, upid, { wait: left.seconds, onProgress: progress });
    proxmox.inventory.forget();
    return { guest, target, order, report };
  },
  answer({ guest, target, order, report }, { wait }) {
    const name = guestName(guest);
    if (order === undefined) return { text: `${name} is on ${target} already; nothing was done.` };
    const { text, ...rest } = wordMove(name, target, report, wait);
    return { text: text + wordOrder(order), ...rest };
  },
});

function wordMove(name: string, target: string, report: TaskReport | undefined, wait: number) {
  if (report !== undefined) {
    return taskAnswer(report, {
      done: `${name} is on ${target}`,
      doing: `HA is moving ${name} to ${target}`,
    });
  }
  return {
    text: `HA has taken the order to move ${name} to ${target}, and did not begin within ${wait} s. ` +
      "proxmox_ha_status shows what it does.",
    running: true,
  };
}

function wordOrder({ blocking, along }: Relocation): string {
  return [
    ...(blocking.length === 0
      ? []
      : [`\nRules of these guests keep it away from there: ${blocking.join(", ")}.`]),
    ...(along.length === 0 ? [] : [`\nA rule takes these guests along: ${along.join(", ")}.`]),
  ].join("");
}

/** The tasks that have moved a guest, as far as they are remembered. */
async function migrations({ connection }: Proxmox, guest: Guest): Promise<readonly Upid[]> {
  const rows = await connection.get("/cluster/tasks", taskRows, undefined, { unpaced: true });
  return rows.filter((row) => row.id === String(guest.vmid) && /^(?:q|vz)migrate$/.test(row.type))
    .map((row) => parseUpid(row.upid));
}

/** Waits for the manager to begin, which it does in its own time: some ten seconds later. */
async function newMigration(
  proxmox: Proxmox,
  guest: Guest,
  before: ReadonlySet<string>,
  left: TimeLeft,
): Promise<Upid | undefined> {
  for (let reading = 0;; reading++) {
    const found = (await migrations(proxmox, guest)).find((upid) => !before.has(upid.text));
    if (found !== undefined || left.seconds <= 0) return found;
    await left.pause(reading < 5 ? 300 : 2000);
  }
}
