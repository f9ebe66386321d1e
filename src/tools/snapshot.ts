import * as z from "zod";
import { formatTime } from "../text/duration.ts";
import { clean, inline } from "../text/foreign.ts";
import type { Guest } from "../proxmox/resources.ts";
import { counted } from "../text/list.ts";
import { guestStatus, stateWord } from "../proxmox/guest_status.ts";
import { whereverItIs } from "../proxmox/relocation.ts";
import { createSnapshot, type Snapshot, type SnapshotTree, snapshotTree } from "../proxmox/snapshot.ts";
import { awaitTask } from "../proxmox/task_report.ts";
import { node, snapshotName, vmid, wait } from "./fields.ts";
import { guestOf } from "./guest.ts";
import { guestName } from "./target.ts";
import { taskAnswer } from "./task_answer.ts";
import { defineTool } from "./tool.ts";

/** `proxmox_snapshot_list`: source `GET .../snapshot`, shown as the tree it is. */
export const snapshotList = defineTool({
  name: "proxmox_snapshot_list",
  title: "List snapshots",
  toolset: "core",
  access: "read",
  privileges: ["VM.Audit"],
  description: "Snapshots of a VM or container as a tree, with time, RAM and notes.",
  input: { vmid },
  hidden: { node: node.optional() },
  async run(reference, context) {
    const { proxmox, signal } = context;
    const guest = await guestOf(context, reference);
    return await whereverItIs(proxmox.inventory, guest, signal, async (at) => ({
      guest: at,
      tree: await snapshotTree(proxmox.connection, at),
    }));
  },
  answer({ guest, tree }) {
    if (tree.snapshots.length === 0) return { text: `${guestName(guest)} has no snapshots.` };
    return {
      text: `${guestName(guest)}: ${counted(tree.snapshots.length, "snapshot")}, times in UTC\n${
        drawTree(tree)
      }`,
    };
  },
});

/** Draws the snapshots below their parents, two spaces a level, and marks where the guest stands now. */
function drawTree({ snapshots, currentParent }: SnapshotTree): string {
  const known = new Set(snapshots.map((snapshot) => snapshot.name));
  const below = (parent: string | undefined, depth: number): string[] =>
    snapshots.filter((snapshot) =>
      (known.has(snapshot.parent ?? "") ? snapshot.parent : undefined) === parent
    )
      .flatMap((snapshot) => [
        `${"  ".repeat(Math.min(depth, 20))}${wordSnapshot(snapshot)}${
          snapshot.name === currentParent ? "  <- the guest stands here" : ""
        }`,
        ...below(snapshot.name, depth + 1),
      ]);
  return below(undefined, 0).join("\n");
}

function wordSnapshot(snapshot: Snapshot): string {
  return [
    inline(snapshot.name, 60),
    formatTime(snapshot.snaptime),
    snapshot.vmstate ? "with RAM" : "",
    snapshot.snapstate === undefined ? "" : `unfinished (${inline(snapshot.snapstate, 20)})`,
    inline(clean(snapshot.description ?? ""), 120),
  ].filter((part) => part !== "").join("  ");
}

/** Says that the RAM is not kept where the caller may think that it is. */
function ramNote({ type }: Guest, running: boolean, asked: boolean): string {
  if (type === "lxc") return asked ? " without RAM, which only VMs can keep" : "";
  if (asked) return running ? "" : " without RAM, since it does not run";
  return running ? " without RAM" : "";
}

/** `proxmox_snapshot_create`: source `POST .../snapshot`, workers qmsnapshot and vzsnapshot. */
export const snapshotCreate = defineTool({
  name: "proxmox_snapshot_create",
  title: "Take a snapshot",
  toolset: "core",
  access: "write",
  privileges: ["VM.Snapshot", "VM.Audit"],
  description: "Take a snapshot of a VM or container. ram=true keeps the memory of a running VM.",
  input: {
    vmid,
    name: snapshotName,
    description: z.string().max(8000).optional(),
    ram: z.boolean().optional(),
    wait,
  },
  hidden: { node: node.optional() },
  needsQuorum: true,
  target: async ({ name, ...reference }, context) => ({
    kind: "guest",
    guest: await guestOf(context, reference),
    snapshot: name,
  }),
  async run({ name, description, ram, wait, ...reference }, context) {
    const { proxmox, signal } = context;
    const guest = await guestOf(context, reference, { fresh: true });
    return await whereverItIs(proxmox.inventory, guest, signal, async (at) => {
      const running = stateWord(await guestStatus(proxmox.connection, at)) === "running";
      const upid = await createSnapshot(proxmox.connection, at, { name, description, vmstate: ram });
      const report = await awaitTask(proxmox.connection, upid, { wait, onProgress: context.progress });
      return { guest: at, running, report };
    });
  },
  answer({ guest, running, report }, { name, ram }) {
    return taskAnswer(report, {
      done: `Snapshot ${name} of ${guestName(guest)} is made${ramNote(guest, running, ram === true)}`,
      doing: `Making snapshot ${name} of ${guestName(guest)}`,
    });
  },
});
