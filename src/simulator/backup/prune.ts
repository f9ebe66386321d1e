import { parsePropertyString } from "../cluster/property_string.ts";
import type { Volume } from "../cluster/storage.ts";

/** What would happen to a backup. */
export interface PruneMark {
  readonly volume: Volume;
  readonly mark: "keep" | "remove" | "protected";
}

/** The rules in the order in which they count, and which span of time each keeps one backup of. */
const SPANS: readonly (readonly [string, (time: Date) => string])[] = [
  ["keep-last", (time) => String(time.getTime())],
  ["keep-hourly", (time) => time.toISOString().slice(0, 13)],
  ["keep-daily", (time) => time.toISOString().slice(0, 10)],
  ["keep-weekly", (time) => String(Math.floor((time.getTime() / 86_400_000 + 3) / 7))],
  ["keep-monthly", (time) => time.toISOString().slice(0, 7)],
  ["keep-yearly", (time) => time.toISOString().slice(0, 4)],
];

/**
 * Marks the backups on a storage by the retention rules, guest by guest.
 *
 * @param rules `keep-last=3,keep-daily=7`; without any rule everything is kept
 */
export function pruneMarks(
  volumes: readonly Volume[],
  rules: string,
  filter: { readonly vmid?: number | undefined; readonly type?: string | undefined } = {},
): PruneMark[] {
  const backups = volumes.filter((volume) => volume.content === "backup")
    .filter((volume) => filter.vmid === undefined || volume.vmid === filter.vmid)
    .filter((volume) => filter.type === undefined || volume.subtype === filter.type);
  const groups = Map.groupBy(backups, (volume) => `${volume.subtype}/${volume.vmid}`);
  return [...groups.values()].flatMap((group) => markGroup(group, parsePropertyString(rules, "keep-last")));
}

function markGroup(group: readonly Volume[], rules: Readonly<Record<string, string>>): PruneMark[] {
  const newestFirst = group.toSorted((a, b) => b.ctime - a.ctime);
  const hasRule = SPANS.some(([rule]) => Number(rules[rule] ?? 0) > 0);
  const marks = new Map<Volume, PruneMark["mark"]>();
  for (const volume of newestFirst) {
    if (volume.protected === true) marks.set(volume, "protected");
    else if (rules["keep-all"] === "1" || !hasRule) marks.set(volume, "keep");
  }
  for (const [rule, span] of SPANS) markBySpan(newestFirst, Number(rules[rule] ?? 0), span, marks);
  return newestFirst.map((volume) => ({ volume, mark: marks.get(volume) ?? "remove" }));
}

/** One rule keeps the newest of each span that no rule before it has kept one of; protected backups do not count. */
function markBySpan(
  newestFirst: readonly Volume[],
  count: number,
  span: (time: Date) => string,
  marks: Map<Volume, PruneMark["mark"]>,
): void {
  if (count === 0) return;
  const spanOf = ({ ctime }: Volume) => span(new Date(ctime * 1000));
  const covered = new Set(newestFirst.filter((volume) => marks.get(volume) === "keep").map(spanOf));
  const added = new Set<string>();
  for (const volume of newestFirst) {
    const id = spanOf(volume);
    if (marks.has(volume) || covered.has(id)) continue;
    if (added.has(id)) {
      marks.set(volume, "remove");
      continue;
    }
    if (added.size >= count) return;
    added.add(id);
    marks.set(volume, "keep");
  }
}
