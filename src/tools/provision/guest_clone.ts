import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { guestStatus } from "../../proxmox/guest_status.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { startClone } from "../../proxmox/provision/guest_life.ts";
import { TimeLeft } from "../../proxmox/time_left.ts";
import { node, snapshotName, storage, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { knownNode } from "../node_reference.ts";
import { requirePool } from "../pool/pool_reference.ts";
import { storageAt } from "../storage_reference.ts";
import { guestName } from "../target.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { guestLabel, notes, pool } from "./fields.ts";
import { NewGuest } from "./new_guest.ts";
import { madeAnswer, type Step } from "./steps.ts";

/** A copy that Proxmox cannot make of the guest as it is. */
export class CloneError extends ExplainedError {
  override readonly name = "CloneError";
}

/** `proxmox_guest_clone`: source `POST .../clone`, workers qmclone and vzclone. */
export const guestClone = defineTool({
  name: "proxmox_guest_clone",
  title: "Clone a guest",
  toolset: "provision",
  access: "write",
  privileges: ["VM.Clone", "VM.Allocate", "VM.Audit", "VM.PowerMgmt", "Datastore.AllocateSpace", "SDN.Use"],
  description:
    "Copy a guest or template, also to the node target. full=false shares a template's disks. Also takes " +
    "snapshot, pool, description.",
  input: {
    vmid,
    newid: vmid.optional(),
    name: guestLabel.optional(),
    full: z.boolean().optional(),
    storage: storage.optional(),
    target: node.optional(),
    start: z.boolean().optional(),
  },
  hidden: {
    snapshot: snapshotName.optional(),
    pool: pool.optional(),
    description: notes.optional(),
    node: node.optional(),
    wait,
  },
  needsQuorum: true,
  target: async ({ newid, target, pool, storage, ...reference }, context) => {
    const guest = await guestOf(context, reference);
    if (pool !== undefined) await requirePool(context, pool);
    const node = target === undefined ? guest.node : (await knownNode(context.proxmox, target)).node;
    if (storage !== undefined) await storageAt(context.proxmox, storage, node);
    return { kind: "new-guest", vmid: newid, node, pool };
  },
  async run(wish, context) {
    const { proxmox } = context;
    const guest = await guestOf(context, wish, { fresh: true });
    const node = wish.target === undefined ? guest.node : (await knownNode(proxmox, wish.target)).node;
    await refuseImpossible(context, guest, wish);
    const time = new TimeLeft(proxmox.connection, wish.wait);
    const made = new NewGuest(context, time, { type: guest.type, name: wish.name, node });
    const { name, description, pool, storage, snapshot: snapname } = wish;
    // Another storage needs copied disks, whatever Proxmox's choice would be.
    const full = wish.full ?? (storage === undefined ? undefined : true);
    const target = node === guest.node ? undefined : node;
    const cloning: Step = {
      name: `cloning ${guestName(guest)}`,
      instead: () => undefined,
      work: (tell) =>
        made.make(wish.newid, tell, (newid) => {
          const options = { newid, name, description, pool, full, storage, snapname, target };
          return startClone(proxmox.connection, guest, options);
        }),
    };
    const outcome = await made.run(wish.start === true ? [cloning, made.startStep] : [cloning]);
    return { guest, made, outcome };
  },
  answer: ({ guest, made, outcome }, { start }) =>
    madeAnswer(
      outcome,
      made,
      `is made, a copy of ${guestName(guest)}${start === true ? ", and running" : ", switched off"}`,
    ),
});

async function refuseImpossible(
  { proxmox }: ToolContext,
  guest: Guest,
  { full, snapshot }: { readonly full?: boolean | undefined; readonly snapshot?: string | undefined },
): Promise<void> {
  const status = await guestStatus(proxmox.connection, guest);
  if (full === false && !status.template) {
    throw new CloneError(`${guestName(guest)} is no template, so a copy cannot share its disks.`, {
      remedy: "Leave full=false out, or make it a template with proxmox_guest_to_template.",
    });
  }
  if (guest.type === "qemu" || status.status !== "running" || snapshot !== undefined) return;
  throw new CloneError(
    `${guestName(guest)} runs, and a running container can only be copied from a snapshot.`,
    {
      remedy:
        "Give snapshot= (proxmox_snapshot_create takes one), or shut it down with proxmox_ct_shutdown first.",
    },
  );
}
