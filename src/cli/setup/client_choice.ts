import { clients } from "./clients/catalog.ts";
import type { Place } from "./clients/client.ts";
import { lineDiff } from "./clients/line_diff.ts";
import { locate, planRegistration, type Registrant, type Registration } from "./clients/registration.ts";
import type { Dialogue } from "./dialogue.ts";
import type { SetupOptions } from "./options.ts";

/** A file that is to be changed. */
export type OpenRegistration = Extract<Registration, { kind: "open" }>;

/**
 * Finds the clients of this machine, asks which of them are to know the server, and shows what changes in their files.
 *
 * What cannot be changed is said; nothing is written.
 */
export async function chooseClients(
  dialogue: Dialogue,
  wanted: SetupOptions["clients"],
  place: Place,
  registrant: Registrant,
): Promise<readonly OpenRegistration[]> {
  if (wanted?.includes("none") === true) return [];
  const found = await findClients(wanted, place, registrant);
  if (found.length === 0) {
    await dialogue.tell("No MCP client was found here; --clients names one all the same.");
    return [];
  }
  for (const { client, file, ...state } of found) {
    if (state.kind === "closed") {
      await dialogue.warn(`${client.title} is left alone: ${file} ${state.reason}.`);
    } else if (state.kind === "registered") await dialogue.tell(`${client.title} knows the server already.`);
  }
  const open = found.filter((registration) => registration.kind === "open");
  const chosen = await chosenOf(dialogue, wanted, open);
  for (const { client, file, before, after } of chosen) {
    const change = before === undefined ? "is made" : "changes";
    await dialogue.show(`${client.title}: ${file} ${change}`, lineDiff(before ?? "", after));
  }
  return chosen;
}

/** A client that is named is taken even where nothing of it is there yet. */
async function findClients(
  wanted: SetupOptions["clients"],
  place: Place,
  registrant: Registrant,
): Promise<readonly Registration[]> {
  const found: Registration[] = [];
  for (const client of clients) {
    const isNamed = wanted?.includes(client.id) === true;
    if (wanted !== undefined && !wanted.includes("all") && !isNamed) continue;
    const file = await locate(client, place) ??
      (isNamed ? (await client.locations(place))[0]?.file : undefined);
    if (file !== undefined) found.push(await planRegistration(client, file, registrant));
  }
  return found;
}

async function chosenOf(
  dialogue: Dialogue,
  wanted: SetupOptions["clients"],
  open: readonly OpenRegistration[],
): Promise<readonly OpenRegistration[]> {
  if (open.length === 0 || wanted !== undefined) return open;
  const ids = await dialogue.chooseSome({
    option: "--clients",
    message: "Which of these are to know the server? (Space changes, Enter goes on)",
    choices: open.map(({ client, file }) => ({ value: client.id, title: client.title, hint: file })),
  });
  return open.filter(({ client }) => ids.includes(client.id));
}
