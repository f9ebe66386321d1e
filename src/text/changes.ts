import { inline } from "./foreign.ts";

/** Options by name, as Proxmox tells them. */
export type Options = Readonly<Record<string, unknown>>;

/** Names that say nothing about what is configured: marks of a version, positions, times that come by themselves. */
const marks: ReadonlySet<string> = new Set(["digest", "pos", "next-run"]);

/**
 * Says what is different between two states of the same thing, one line an option: `comment: old -> new`.
 *
 * Empty when nothing is. Lists are compared without regard to their order, which Proxmox does not keep.
 */
export function changes(before: Options, after: Options): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => !marks.has(name)).flatMap((name) => {
    const [old, now] = [optionText(before[name]), optionText(after[name])];
    return old === now ? [] : [`${name}: ${old ?? "(not set)"} -> ${now ?? "(not set)"}`];
  });
}

/** The options of one thing, a line each: `comment: Desks`. */
export function optionLines(options: Options): readonly string[] {
  return Object.keys(options).sort().filter((name) => !marks.has(name)).flatMap((name) => {
    const text = optionText(options[name]);
    return text === undefined ? [] : [`${name}: ${text}`];
  });
}

/**
 * Everything about a thing as one text, which two of its states share only where they are the same.
 *
 * The order of names and lists does not count, for Proxmox keeps none, nor do marks of a version.
 */
export function stateText(state: unknown): string {
  if (Array.isArray(state)) return `[${state.map(stateText).sort().join(",")}]`;
  if (typeof state !== "object" || state === null) return JSON.stringify(state ?? null);
  const members = Object.entries(state).filter(([name, value]) => value !== undefined && !marks.has(name));
  return `{${
    members.map(([name, value]) => `${JSON.stringify(name)}:${stateText(value)}`).sort().join(",")
  }}`;
}

function optionText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (Array.isArray(value)) return inline(value.map(String).sort().join(", "), 300);
  if (typeof value === "boolean") return value ? "1" : "0";
  return inline(typeof value === "object" ? JSON.stringify(value) : String(value), 300);
}
