import type { Guest } from "../../proxmox/resources.ts";
import type { NodeShell } from "../../ssh/node_shell.ts";
import { guestOf, type GuestReference } from "../guest.ts";
import type { ToolContext } from "../tool.ts";

/**
 * Finds the container that a command is for, as the cluster shows it now, and a shell on its node. The cluster and the policy
 * are asked at once, for where a container was a moment ago it nearly always still is.
 *
 * @throws what {@linkcode guestOf} and the policy throw.
 */
export async function containerShell(
  context: ToolContext,
  reference: GuestReference,
  tool: string,
): Promise<{ readonly guest: Guest; readonly shell: NodeShell }> {
  const { proxmox } = context;
  const expected = { type: "lxc", tool } as const;
  const open = ({ vmid, node }: Guest) => proxmox.nodes("exec", { vmid, node });
  const known = await guestOf(context, reference, expected);
  const [guest, opened] = await Promise.all([
    guestOf(context, reference, { ...expected, fresh: true }),
    open(known),
  ]);
  const nodes = guest.node === known.node ? opened : await open(guest);
  return { guest, shell: await nodes.on(guest.node) };
}
