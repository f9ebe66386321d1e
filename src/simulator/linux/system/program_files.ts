import { type Entry, linkEntry, programEntry } from "../files/entry.ts";
import type { Source } from "../files/file_system.ts";

/** Programs that are in `/usr/sbin`. */
const ADMINISTRATORS: ReadonlySet<string> = new Set(
  "pct qm pvesm pvecm pveum vzdump pveam pvenode ha-manager ip rc-status".split(" "),
);

const LINKS: Readonly<Record<string, string>> = {
  "/bin": "usr/bin",
  "/sbin": "usr/sbin",
  "/lib": "usr/lib",
  "/lib64": "usr/lib64",
};

/** The files that the programs of a system are in. */
export function programFiles(names: Iterable<string>): Source {
  const entries = new Map<string, Entry>(
    Object.entries(LINKS).map(([path, target]) => [path, linkEntry(target)]),
  );
  for (const name of names) {
    entries.set(`/usr/${ADMINISTRATORS.has(name) ? "sbin" : "bin"}/${name}`, programEntry(name));
  }
  const directories = new Map<string, string[]>();
  for (const path of entries.keys()) {
    const at = path.lastIndexOf("/");
    const directory = path.slice(0, at) || "/";
    directories.set(directory, [...directories.get(directory) ?? [], path.slice(at + 1)]);
  }
  return {
    entry: (path) => entries.get(path),
    names: (path) => directories.get(path) ?? [],
  };
}
