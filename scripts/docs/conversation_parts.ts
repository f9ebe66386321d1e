import { conversations } from "./conversations.ts";
import { picture } from "./picture.ts";
import { play, type PlayedTurn } from "./played.ts";
import type { Sections } from "./sections.ts";
import { transcript } from "./transcript.ts";

let playing: Promise<ReadonlyMap<string, readonly PlayedTurn[]>> | undefined;

/** The turns of a conversation; all of them are played once, however many parts show them. */
async function turnsOf(name: string): Promise<readonly PlayedTurn[]> {
  playing ??= play(conversations);
  return (await playing).get(name) ?? [];
}

/** The transcripts of all conversations, by their names. */
export const conversationParts: Sections = Object.fromEntries(
  conversations.map(({ name }) => [name, async () => transcript(await turnsOf(name))]),
);

/** The README's picture: something that just works, something the human is asked about, something refused. */
export async function sessionPicture(): Promise<string> {
  const [changes, refusals] = [await turnsOf("change"), await turnsOf("refuse")];
  const shown = ["proxmox_vm_start", "proxmox_snapshot_restore"].map((tool) =>
    changes.find((turn) => turn.tool === tool)
  );
  return picture([...shown, refusals[0]].filter((turn) => turn !== undefined));
}
