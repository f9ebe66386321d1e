import { inline } from "../text/foreign.ts";
import { ExplainedError } from "../text/explained.ts";
import type { Guest, GuestType } from "../proxmox/resources.ts";
import type { ToolContext } from "./tool.ts";

/** A guest that is not of the kind, or not on the node, that the call takes it for. */
export class WrongGuestError extends ExplainedError {
  override readonly name = "WrongGuestError";
}

/** Which guest a call means, and what it takes for granted about it. */
export interface GuestReference {
  readonly vmid: number;
  /** Never needed, but checked when given: a caller that is wrong about the node may be wrong about the guest. */
  readonly node?: string | undefined;
}

/**
 * Finds the guest that a call means and checks that it is what the call takes it for.
 *
 * The name comes back clean, so that it can be shown. `fresh` asks the cluster anew, which changes do.
 *
 * @throws {UnknownGuestError} when there is none; {WrongGuestError} when it is of another type or on another node.
 */
export async function guestOf(
  context: ToolContext,
  reference: GuestReference,
  expected: { readonly type?: GuestType; readonly tool?: string; readonly fresh?: boolean } = {},
): Promise<Guest> {
  const found = await context.proxmox.guest(reference.vmid, { fresh: expected.fresh ?? false });
  const guest = found.name === undefined ? found : { ...found, name: inline(found.name, 64) };
  if (expected.type !== undefined && guest.type !== expected.type) {
    const is = guest.type === "qemu" ? "a VM" : "a container";
    const twin = expected.tool === undefined ? undefined : twinOf(expected.tool);
    throw new WrongGuestError(
      `${guest.vmid}${guest.name === undefined ? "" : ` (${guest.name})`} is ${is}.`,
      {
        remedy: twin === undefined ? "Only VMs can do that." : `Call ${twin} instead.`,
      },
    );
  }
  if (reference.node !== undefined && reference.node !== guest.node) {
    throw new WrongGuestError(`Guest ${guest.vmid} is on node ${guest.node}, not on ${reference.node}.`, {
      remedy: "Leave node= out: the guest is found by its vmid.",
    });
  }
  return guest;
}

/** What VMs alone can do, so that their tools have no twin for containers. */
const vmsAlone = /_vm_(?:reset|suspend|resume|cloudinit|deploy|screenshot)$/;

/** The tool that does for containers what the other does for VMs, and the other way round. */
function twinOf(tool: string): string | undefined {
  if (vmsAlone.test(tool)) return undefined;
  return tool.includes("_vm_") ? tool.replace("_vm_", "_ct_") : tool.replace("_ct_", "_vm_");
}
