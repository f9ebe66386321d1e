import * as z from "zod";
import { guestStatus } from "../../proxmox/guest_status.ts";
import { nodeStatus } from "../../proxmox/node.ts";
import type { GuestType } from "../../proxmox/resources.ts";
import { inline } from "../../text/foreign.ts";
import { guestOf, type GuestReference } from "../guest.ts";
import { guestRecord, guestRows } from "../guest_rows.ts";
import { nodeFilter } from "../node_reference.ts";
import type { ToolAnswer, ToolContext } from "../tool.ts";

// Programs written for ry-ops read `result["data"]`: that is what these add to the text, as structured content.

/** Runs the tool that an alias stands for. */
type Run = () => Promise<ToolAnswer>;

/** Schema of rows under `data`; `total` counts also those that are left out. */
export const rowsOutput: z.ZodObject = z.object({
  data: z.array(z.looseObject({})),
  total: z.number().optional(),
});

/** As many guests as a list in text shows at most. */
const mostRows = 1000;

/** Schema of one thing's state under `data`. */
export const stateOutput: z.ZodObject = z.object({ data: z.looseObject({}) });

/** Adds the nodes, from the structured answer of `proxmox_node_list`. */
export async function withNodes(_: unknown, __: ToolContext, run: Run): Promise<ToolAnswer> {
  const answer = await run();
  return { ...answer, structured: { data: answer.structured?.nodes } };
}

/** Adds the guests of a type, on one node or on all. */
export function withGuests(type: GuestType) {
  return async (
    input: { readonly node?: string | undefined },
    { proxmox }: ToolContext,
    run: Run,
  ): Promise<ToolAnswer> => {
    const answer = await run();
    const node = await nodeFilter(proxmox, input.node);
    const rows = guestRows(await proxmox.resources()).filter((row) =>
      row.type === type && (node === undefined || row.node === node)
    );
    const data = rows.slice(0, mostRows).map((row) => ({ ...guestRecord(row), status: row.status }));
    return { ...answer, structured: { data, total: rows.length } };
  };
}

/** Adds a node's state. */
export async function withNodeStatus(
  { node }: { readonly node: string },
  { proxmox }: ToolContext,
  run: Run,
): Promise<ToolAnswer> {
  const answer = await run();
  const name = await nodeFilter(proxmox, node) ?? node;
  return { ...answer, structured: { data: inOneLine(await nodeStatus(proxmox.connection, name)) } };
}

/** Adds a guest's state. */
export async function withGuestStatus(
  reference: GuestReference,
  context: ToolContext,
  run: Run,
): Promise<ToolAnswer> {
  const answer = await run();
  const guest = await guestOf(context, { vmid: reference.vmid });
  return { ...answer, structured: { data: inOneLine(await guestStatus(context.proxmox.connection, guest)) } };
}

/** A copy in which each text is one line: names and tags are foreign, and a program may show them to a model. */
function inOneLine(value: unknown): unknown {
  if (typeof value === "string") return inline(value, 200);
  if (Array.isArray(value)) return value.map(inOneLine);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inOneLine(member)]));
}
