import type { Guest } from "../../proxmox/resources.ts";
import type { NodeShell } from "../../ssh/node_shell.ts";
import { guestOf, type GuestReference } from "../guest.ts";
import type { ToolContext } from "../tool.ts";

/**
 * Finds the container that a command is for and a shell on the node that has it now.
 *
 * The policy reads the container's configuration on its node, and follows it where it has moved: no list of the whole
 * cluster tells better where it is.
 *
 * @throws what {@linkcode guestOf} and the policy throw.
 */
export async function containerShell(
  context: ToolContext,
  reference: GuestReference,
  tool: string,
): Promise<{ readonly guest: Guest; readonly shell: NodeShell }> {
  const expected = { type: "lxc", tool } as const;
  const find = () => guestOf(context, reference, expected);
  const open = ({ vmid, node }: Guest) => context.proxmox.nodes("exec", { vmid, node });
  const known = await find();
  const opened = await open(known);
  const guest = await find();
  const nodes = guest.node === known.node ? opened : await open(guest);
  return { guest, shell: await nodes.on(guest.node) };
}
