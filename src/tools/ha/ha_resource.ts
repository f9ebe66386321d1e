import * as z from "zod";
import { changes, optionLines, stateText } from "../../text/changes.ts";
import { ExplainedError } from "../../text/explained.ts";
import { guestIdentity } from "../../proxmox/guest_identity.ts";
import { guestStatus } from "../../proxmox/guest_status.ts";
import {
  addHaResource,
  changeHaResource,
  type HaResource,
  haResources,
  haStates,
  removeHaResource,
  sidOf,
} from "../../proxmox/ha.ts";
import { requireFeature } from "../../proxmox/release.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestDetails } from "../loss_details.ts";
import { guestName } from "../target.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { placements } from "./placements.ts";

/** A guest that HA does not manage. */
export class NotManagedError extends ExplainedError {
  override readonly name = "NotManagedError";
}

/** Reads what HA is to do with a guest; undefined when it does not manage it. */
export async function haResourceOf(
  { proxmox }: Pick<ToolContext, "proxmox">,
  guest: Guest,
): Promise<HaResource | undefined> {
  const sid = sidOf(guest);
  return (await haResources(proxmox.connection)).find((resource) => resource.sid === sid);
}

/** {@linkcode haResourceOf} for a guest that has to be under HA. @throws {NotManagedError} */
export async function managedBy(context: Pick<ToolContext, "proxmox">, guest: Guest): Promise<HaResource> {
  const resource = await haResourceOf(context, guest);
  if (resource !== undefined) return resource;
  throw new NotManagedError(`${guestName(guest)} is not under HA.`, {
    remedy: "proxmox_ha_resource_set puts it there.",
  });
}

const attempts = z.int().refine((count) => count >= 0 && count <= 10, "must be from 0 to 10");

/** `proxmox_ha_resource_set`: sources `POST /cluster/ha/resources` and `PUT /cluster/ha/resources/{sid}`. */
export const haResourceSet = defineTool({
  name: "proxmox_ha_resource_set",
  title: "Put a guest under HA",
  toolset: "ha",
  access: "write",
  privileges: ["Sys.Console", "Sys.Audit", "VM.Audit"],
  description: "Or change what HA does with it; HA starts or stops it to fit state=.",
  input: {
    vmid,
    state: z.enum(haStates).optional().describe("default: as the guest is now"),
    max_restart: attempts.optional(),
    max_relocate: attempts.optional(),
    failback: z.boolean().optional(),
    comment: z.string().max(1000).optional(),
  },
  needsQuorum: true,
  async target({ vmid }, context) {
    return { kind: "guest", guest: await guestOf(context, { vmid }) };
  },
  async run({ vmid, state, ...options }, context) {
    const { proxmox } = context;
    const { connection } = proxmox;
    const guest = await guestOf(context, { vmid }, { fresh: true });
    if (options.failback !== undefined) {
      await requireFeature(proxmox, "ha-rules", "failback=", "Before, it belonged to the HA group.");
    }
    const before = await haResourceOf(context, guest);
    if (before === undefined) {
      // Proxmox's own default would start a guest that is off.
      const wanted = state ??
        ((await guestStatus(connection, guest)).status === "stopped" ? "stopped" : "started");
      await addHaResource(connection, sidOf(guest), { state: wanted, ...options });
    } else {
      await changeHaResource(connection, before, { state, ...options });
    }
    return { guest, before, after: await haResourceOf(context, guest) };
  },
  answer({ guest, before, after = { sid: sidOf(guest) } }) {
    const name = guestName(guest);
    if (before === undefined) {
      return { text: `${name} is under HA:\n${optionLines(after).join("\n")}` };
    }
    const changed = changes(before, after);
    return {
      text: changed.length === 0
        ? `HA does with ${name} what it did before.`
        : `What HA does with ${name} is changed:\n${changed.join("\n")}`,
    };
  },
});

/** `proxmox_ha_resource_remove`: source `DELETE /cluster/ha/resources/{sid}`. */
export const haResourceRemove = defineTool({
  name: "proxmox_ha_resource_remove",
  title: "Take a guest out of HA",
  toolset: "ha",
  access: "destroy",
  privileges: ["Sys.Console", "Sys.Audit", "VM.Audit"],
  description: "It leaves HA and its rules, and stays as it is otherwise.",
  input: { vmid },
  async target({ vmid }, context) {
    return { kind: "guest", guest: await guestOf(context, { vmid }) };
  },
  async loss({ vmid }, context) {
    const guest = await guestOf(context, { vmid }, { fresh: true });
    const resource = await managedBy(context, guest);
    const { noun, all } = await placements(context.proxmox);
    const named = all.filter(({ resources }) => resources.includes(resource.sid)).map(({ name }) => name);
    return {
      name: guest.name ?? String(guest.vmid),
      summary: `HA no longer restarts or moves ${guestName(guest)} when its node fails.`,
      details: [
        ...await guestDetails(context, guest),
        ...optionLines(resource),
        ...(named.length === 0 ? [] : [`leaves the HA ${noun}s: ${named.join(", ")}`]),
      ],
      identity: [await guestIdentity(context.proxmox.connection, guest), {
        kind: "request",
        method: "DELETE",
        path: `/cluster/ha/resources/${resource.sid}`,
        digest: stateText(resource),
      }],
    };
  },
  async run({ vmid }, context) {
    const guest = await guestOf(context, { vmid }, { fresh: true });
    const resource = await managedBy(context, guest);
    await removeHaResource(context.proxmox.connection, resource.sid);
    return guest;
  },
  answer: (guest) => ({ text: `${guestName(guest)} is no longer under HA.` }),
});
