import { parsePropertyString } from "../cluster/property_string.ts";
import type { Volume } from "../cluster/storage.ts";

/** What would happen to a backup. */
export interface PruneMark {
  readonly volume: Volume;
  readonly mark: "keep" | "remove" | "protected";
}

/** Which span of time each rule keeps one backup of. */
const SPANS: Readonly<Record<string, (time: Date) => string>> = {
  "keep-hourly": (time) => time.toISOString().slice(0, 13),
  "keep-daily": (time) => time.toISOString().slice(0, 10),
  "keep-weekly": (time) => String(Math.floor((time.getTime() / 86_400_000 + 3) / 7)),
  "keep-monthly": (time) => time.toISOString().slice(0, 7),
  "keep-yearly": (time) => time.toISOString().slice(0, 4),
};

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
  const kept = new Set<Volume>();
  const counts = Object.entries(rules).filter(([key]) => key.startsWith("keep-") && key !== "keep-all");
  if (rules["keep-all"] === "1" || counts.length === 0) newestFirst.forEach((volume) => kept.add(volume));
  newestFirst.slice(0, Number(rules["keep-last"] ?? 0)).forEach((volume) => kept.add(volume));
  for (const [rule, span] of Object.entries(SPANS)) {
    const seen = new Set<string>();
    for (const volume of newestFirst) {
      const key = span(new Date(volume.ctime * 1000));
      if (seen.has(key) || seen.size >= Number(rules[rule] ?? 0)) continue;
      seen.add(key);
      kept.add(volume);
    }
  }
  return newestFirst.map((volume) => ({
    volume,
    mark: volume.protected === true ? "protected" : kept.has(volume) ? "keep" : "remove",
  }));
}
