import { guestStatus } from "../../proxmox/guest_status.ts";
import { capMiddle } from "../../text/cap.ts";
import { clean, inline } from "../../text/foreign.ts";
import type { CommandReport, Stream } from "../exec/command_answer.ts";
import { guestOf, type GuestReference } from "../guest.ts";
import { guestRows } from "../guest_rows.ts";
import type { ToolAnswer, ToolContext } from "../tool.ts";

// The answers that husniadil/proxmox-mcp-server gives with response_format=json, by the same keys.

/** Every container with its id, state and name; undefined where so many do not fit an answer, which cut JSON would be useless in. */
export async function containersJson({ proxmox, limits }: ToolContext): Promise<ToolAnswer | undefined> {
  const rows = guestRows(await proxmox.resources()).filter(({ type }) => type === "lxc");
  const answer = json(rows.map(({ vmid, status, name }) => ({ vmid, status, name: inline(name ?? "", 64) })));
  return answer.text.length <= limits.characters ? answer : undefined;
}

/** One container's state. */
export async function containerStatusJson(
  { vmid }: GuestReference,
  context: ToolContext,
): Promise<ToolAnswer> {
  const guest = await guestOf(context, { vmid }, { type: "lxc", tool: "proxmox_ct_status" });
  return json({ status: (await guestStatus(context.proxmox.connection, guest)).status });
}

/** How a command went; each stream keeps within half of the limit. */
export function commandJson(report: CommandReport, characters: number): ToolAnswer {
  // Line ends, quotes and backslashes take two characters each in JSON.
  const room = Math.max(500, Math.floor((characters - 500) / 4));
  return json({
    exit_code: report.code ?? null,
    ...written("stdout", report.stdout, room),
    ...written("stderr", report.stderr, room),
    success: report.code === 0,
    ...(report.timedOutAfter === undefined ? {} : { timed_out_after: report.timedOutAfter }),
    ...(report.signal === undefined ? {} : { signal: report.signal }),
  });
}

function written(name: "stdout" | "stderr", stream: Stream, room: number): Record<string, unknown> {
  const text = clean(stream.text);
  return {
    [name]: capMiddle(text, room),
    ...(text.length <= room
      ? {}
      : { [`${name}_truncated`]: true, [`${name}_original_length`]: stream.total }),
  };
}

function json(value: unknown): ToolAnswer {
  return { text: JSON.stringify(value) };
}
