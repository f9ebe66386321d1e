import type { Import, ImportGraph } from "./graph.ts";

/** Rooms from the front door down; a room imports only rooms of later rows, and neighbours in a row not each other. */
export const rows: readonly (readonly string[])[] = [
  ["main.ts"],
  ["cli"],
  ["server"],
  ["resources", "prompts"],
  ["tools"],
  ["proxmox"],
  ["rest", "ssh"],
  ["wire"],
  ["policy"],
  ["config"],
];

/** Rooms that any room may import, and what they may import themselves. */
const leaves: Readonly<Record<string, readonly string[]>> = {
  log: ["text"],
  text: [],
  "version.ts": ["deno.json"],
  "late.ts": [],
  "deno.json": [],
};

const simulator = { room: "simulator", imports: ["text"], importedBy: ["cli"] };

const sdk = { scope: "@modelcontextprotocol/", room: "server" };

/** The room of a file: the folder below `src/`, or the file itself at the repository's root. */
export function roomOf(file: string): string {
  const [top = file, room] = file.split("/");
  return top === "src" && room !== undefined ? room : top;
}

function rowOf(room: string): number {
  return rows.findIndex((row) => row.includes(room));
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (to === simulator.room) return simulator.importedBy.includes(from);
  if (from === simulator.room) return simulator.imports.includes(to);
  const imports = leaves[from];
  if (imports !== undefined) return imports.includes(to);
  return to in leaves || rowOf(from) < rowOf(to);
}

/** Names each import that goes against the direction, each file in a room the rules do not know, and each stray SDK import. */
export function findDirectionFaults(graph: ImportGraph): readonly string[] {
  const known = new Set([...rows.flat(), ...Object.keys(leaves), simulator.room]);
  const faults: string[] = [];
  for (const [file, imports] of graph) {
    const room = roomOf(file);
    if (!known.has(room)) faults.push(`${file} is in a room that tests/house/rules.ts does not know`);
    for (const imported of imports) {
      if (imported.file !== undefined && !mayImport(room, roomOf(imported.file))) {
        faults.push(`${file} may not import ${imported.file}`);
      }
      if (imported.specifier.startsWith(sdk.scope) && room !== sdk.room) {
        faults.push(`${file} may not import ${imported.specifier}: only ${sdk.room}/ speaks to the MCP SDK`);
      }
    }
  }
  return faults;
}

/**
 * Folders in which files may name each other's types: an interpreter and the commands it runs know one another, as a machine
 * and its processes do. What is loaded goes one way there too.
 */
const mutualTypes = ["src/simulator/linux/", "src/simulator/ssh/"];

function isFollowed(from: string, imported: Import): boolean {
  return imported.isType !== true || !mutualTypes.some((folder) => from.startsWith(folder));
}

/** Finds circles of imports between files, each written once as `a.ts -> b.ts -> a.ts`. */
export function findCycles(graph: ImportGraph): readonly string[] {
  const finished = new Set<string>();
  const path: string[] = [];
  const cycles: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file].join(" -> "));
    if (start >= 0 || finished.has(file)) return;
    path.push(file);
    for (const imported of graph.get(file) ?? []) {
      if (imported.file !== undefined && isFollowed(file, imported)) visit(imported.file);
    }
    path.pop();
    finished.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}

/** Lists the files and packages that are loaded with the given files, before any dynamic import is asked for. */
export function loadedAtStart(graph: ImportGraph, files: readonly string[]): readonly string[] {
  const loaded = new Set<string>(files);
  // A set takes in what is added while it is walked through, so this reaches every depth.
  for (const file of loaded) {
    for (const imported of graph.get(file) ?? []) {
      if (imported.atStart) loaded.add(imported.file ?? imported.specifier);
    }
  }
  return [...loaded];
}
