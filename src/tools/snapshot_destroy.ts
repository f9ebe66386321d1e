import * as z from "zod";
import { ExplainedError } from "../text/explained.ts";
import { formatDuration, formatTime } from "../text/duration.ts";
import { clean, inline } from "../text/foreign.ts";
import { nearest } from "../text/nearest.ts";
import { guestIdentity } from "../proxmox/guest_identity.ts";
import { guestStatus } from "../proxmox/guest_status.ts";
import { whereverItIs } from "../proxmox/relocation.ts";
import type { Guest } from "../proxmox/resources.ts";
import {
  deleteSnapshot,
  rollbackSnapshot,
  type Snapshot,
  type SnapshotTree,
  snapshotTree,
} from "../proxmox/snapshot.ts";
import { awaitTask } from "../proxmox/task_report.ts";
import { node, snapshotName, vmid, wait } from "./fields.ts";
import { guestOf, type GuestReference } from "./guest.ts";
import { guestDetails, newestBackup } from "./loss_details.ts";
import { guestName, type Target } from "./target.ts";
import { taskAnswer } from "./task_answer.ts";
import { defineTool, type Loss, type ToolContext } from "./tool.ts";

/** A snapshot that the guest does not have. */
export class UnknownSnapshotError extends ExplainedError {
  override readonly name = "UnknownSnapshotError";
}

interface SnapshotReference extends GuestReference {
  readonly name: string;
}

/** A guest with one of its snapshots and all others. */
interface FoundSnapshot {
  readonly guest: Guest;
  readonly snapshot: Snapshot;
  readonly tree: SnapshotTree;
}

async function findSnapshot(
  context: ToolContext,
  { name, ...reference }: SnapshotReference,
): Promise<FoundSnapshot> {
  const { proxmox, signal } = context;
  const found = await guestOf(context, reference, { fresh: true });
  return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
    const tree = await snapshotTree(proxmox.connection, guest);
    const snapshot = tree.snapshots.find((candidate) => candidate.name === name);
    if (snapshot !== undefined) return { guest, snapshot, tree };
    const names = tree.snapshots.map((candidate) => inline(candidate.name, 60));
    const near = nearest(name, names);
    throw new UnknownSnapshotError(`${guestName(guest)} has no snapshot ${name}.`, {
      remedy: names.length === 0
        ? "It has no snapshots at all."
        : `${near === undefined ? "" : `Did you mean ${near}? `}It has: ${names.slice(0, 40).join(", ")}.`,
    });
  });
}

async function snapshotTarget(context: ToolContext, reference: SnapshotReference): Promise<Target> {
  const { guest, snapshot } = await findSnapshot(context, reference);
  return { kind: "guest", guest, snapshot: snapshot.name };
}

async function snapshotLoss(
  context: ToolContext,
  { guest, snapshot }: FoundSnapshot,
  words: { readonly summary: string; readonly details: readonly string[] },
): Promise<Loss> {
  const identity = await guestIdentity(context.proxmox.connection, guest);
  return {
    name: snapshot.name,
    summary: words.summary,
    details: [
      ...await guestDetails(context, guest),
      `snapshot: ${snapshot.name}, taken ${formatTime(snapshot.snaptime)} UTC${
        snapshot.vmstate ? ", with RAM" : ""
      }`,
      ...(snapshot.description === undefined || snapshot.description === ""
        ? []
        : [`notes: ${inline(clean(snapshot.description), 200)}`]),
      ...words.details,
      await newestBackup(context, guest),
    ],
    identity: [{ kind: "snapshot", guest: identity, name: snapshot.name, time: snapshot.snaptime }],
  };
}

const shared = { vmid, name: snapshotName };

/** `proxmox_snapshot_restore`: source `POST .../snapshot/{snapname}/rollback`, workers qmrollback and vzrollback. */
export const snapshotRestore = defineTool({
  name: "proxmox_snapshot_restore",
  title: "Roll back to a snapshot",
  toolset: "core",
  access: "destroy",
  privileges: ["VM.Snapshot.Rollback", "VM.Audit"],
  description: "Put a guest back to a snapshot: everything since is lost. start=true starts it afterwards.",
  input: { ...shared, start: z.boolean().optional(), wait },
  hidden: { node: node.optional() },
  target: (reference, context) => snapshotTarget(context, reference),
  async loss(reference, context) {
    const found = await findSnapshot(context, reference);
    const { guest, snapshot, tree } = found;
    const status = await guestStatus(context.proxmox.connection, guest);
    const age = snapshot.snaptime === undefined
      ? ""
      : ` of the last ${formatDuration(Date.now() / 1000 - snapshot.snaptime)}`;
    const newer = tree.snapshots.filter((other) => (other.snaptime ?? 0) > (snapshot.snaptime ?? 0));
    const stops = status.status === "running" && !snapshot.vmstate;
    return await snapshotLoss(context, found, {
      summary: `${guestName(guest)} goes back to snapshot ${snapshot.name}; all its changes${age} are lost.`,
      details: [
        ...(stops && reference.start !== true
          ? ["it runs now, will be stopped and stay off: the snapshot holds no RAM"]
          : []),
        ...(stops && reference.start === true
          ? ["it runs now, will be stopped and started anew: the snapshot holds no RAM"]
          : []),
        ...(newer.length === 0
          ? []
          : [`newer snapshots: ${newer.map((other) => other.name).slice(0, 20).join(", ")}`]),
      ],
    });
  },
  async run({ name, start, wait, ...reference }, context) {
    const { proxmox, signal, progress } = context;
    const found = await guestOf(context, reference, { fresh: true });
    return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
      const upid = await rollbackSnapshot(proxmox.connection, guest, name, start === true);
      return { guest, report: await awaitTask(proxmox.connection, upid, { wait, onProgress: progress }) };
    });
  },
  answer: ({ guest, report }, { name }) =>
    taskAnswer(report, {
      done: `${guestName(guest)} is back at snapshot ${name}`,
      doing: `Rolling ${guestName(guest)} back to snapshot ${name}`,
    }),
});

/** `proxmox_snapshot_delete`: source `DELETE .../snapshot/{snapname}`, workers qmdelsnapshot and vzdelsnapshot. */
export const snapshotDelete = defineTool({
  name: "proxmox_snapshot_delete",
  title: "Delete a snapshot",
  toolset: "core",
  access: "destroy",
  privileges: ["VM.Snapshot", "VM.Audit"],
  description: "Delete a snapshot; the guest and its other snapshots stay as they are.",
  input: { ...shared, wait },
  hidden: { node: node.optional() },
  target: (reference, context) => snapshotTarget(context, reference),
  async loss(reference, context) {
    const found = await findSnapshot(context, reference);
    const { guest, snapshot, tree } = found;
    const children = tree.snapshots.filter((other) => other.parent === snapshot.name).map((other) =>
      other.name
    );
    return await snapshotLoss(context, found, {
      summary: `Snapshot ${snapshot.name} of ${
        guestName(guest)
      } is deleted; nothing can go back to it afterwards.`,
      details: children.length === 0
        ? []
        : [`snapshots made after it, which stay: ${children.slice(0, 20).join(", ")}`],
    });
  },
  async run({ name, wait, ...reference }, context) {
    const { proxmox, signal, progress } = context;
    const found = await guestOf(context, reference, { fresh: true });
    return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
      const upid = await deleteSnapshot(proxmox.connection, guest, name);
      return { guest, report: await awaitTask(proxmox.connection, upid, { wait, onProgress: progress }) };
    });
  },
  answer: ({ guest, report }, { name }) =>
    taskAnswer(report, {
      done: `Snapshot ${name} of ${guestName(guest)} is deleted`,
      doing: `Deleting snapshot ${name} of ${guestName(guest)}`,
    }),
});
