import * as z from "zod";
import { naturally } from "../../text/order.ts";
import { path } from "../../wire/path.ts";
import type { Connection } from "../connection.ts";
import { startedTask } from "../task.ts";
import type { Upid } from "../upid.ts";
import { text } from "../values.ts";

const applianceRow = z.looseObject({
  /** File name, by which it is downloaded. */
  template: z.string(),
  package: text,
  version: text,
  os: text,
  section: text,
  headline: text,
});

/** A container template that Proxmox or TurnKey offers for download. */
export type Appliance = z.infer<typeof applianceRow>;

/** Lists what a node knows it can download; empty on a node that never ran `pveam update`. Source: `GET .../aplinfo`. */
export async function appliances(connection: Connection, node: string): Promise<readonly Appliance[]> {
  const rows = await connection.get(path`/nodes/${node}/aplinfo`, z.array(applianceRow));
  return rows.sort((left, right) => naturally(left.template, right.template));
}

/** Starts downloading an appliance to a storage; one that is there already is left alone. Source: `POST .../aplinfo`, worker download. */
export async function startApplianceDownload(
  connection: Connection,
  place: { readonly node: string; readonly storage: string },
  template: string,
): Promise<Upid> {
  const { node, storage } = place;
  return startedTask(await connection.post(path`/nodes/${node}/aplinfo`, z.unknown(), { storage, template }));
}

/**
 * Finds the templates whose name has all the words of a loose one: `debian 12` finds
 * `debian-12-standard_12.7-1_amd64.tar.zst` and not `debian-11-...`.
 *
 * The best comes first: the plain system before special ones, then the newest.
 */
export function matchingTemplates(loose: string, names: readonly string[]): readonly string[] {
  const words = wordsOf(loose);
  return names.filter((name) => words.length > 0 && hasWords(wordsOf(name), words)).sort((left, right) =>
    Number(isPlain(right)) - Number(isPlain(left)) ||
    naturally(right, left)
  );
}

/**
 * Letters and numbers apart, so that `debian12`, `debian-12` and `Debian 12` are the same; the number of the build, `-1` in
 * `_12.7-1_amd64`, says nothing of the system.
 */
function wordsOf(name: string): readonly string[] {
  const plain = name.toLowerCase().replace(/\.tar\.\w+$/, "").replace(/-\d+(?=_[a-z])/, "");
  return plain.match(/[a-z]+|\d+(?:\.\d+)*/g) ?? [];
}

function hasWords(present: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((word) => present.some((other) => isSameWord(other, word)));
}

/** A number may leave out what follows its dot (`24` for `24.04`), a word its end (`deb` for `debian`). */
function isSameWord(present: string, wanted: string): boolean {
  return /^\d/.test(wanted)
    ? present === wanted || present.startsWith(`${wanted}.`)
    : wanted.length >= 3
    ? present.startsWith(wanted)
    : present === wanted;
}

function isPlain(name: string): boolean {
  return /-(?:standard|default|base)[_-]/.test(name);
}
