import { type Accounts, accountsOf } from "../files/accounts.ts";
import { type Entry, entrySize } from "../files/entry.ts";
import { joinPath } from "../files/path.ts";
import type { Process } from "../kernel/process.ts";
import { systemErrorText } from "../system_error.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, print } from "./output.ts";
import { shortSize } from "./sizes.ts";
import { listTime, modeText } from "./stat_text.ts";

interface Row {
  readonly name: string;
  readonly entry: Entry;
}

/** `ls`. */
export const ls = withOptions(
  { flags: "1aAlhdnRrtSFCi", long: { all: "a", "almost-all": "A", "human-readable": "h", directory: "d" } },
  async (process, options) => {
    const operands = options.operands.length === 0 ? ["."] : options.operands;
    const rows: Row[] = [];
    const directories: string[] = [];
    let code = 0;
    for (const path of operands) {
      try {
        const entry = process.fs.entry(path, { follow: !options.has("ld") || path.endsWith("/") });
        if (entry.kind === "directory" && !options.has("d")) directories.push(path);
        else rows.push({ name: path, entry });
      } catch (error) {
        code = await complain(process, `cannot access '${path}': ${systemErrorText(error)}`, 2);
      }
    }
    if (rows.length > 0) await printRows(process, sorted(rows, options), options);
    const titled = operands.length > 1 || options.has("R");
    let isFirst = rows.length === 0;
    for (const path of directories) {
      code = Math.max(code, await listDirectory(process, path, options, { titled, isFirst }));
      isFirst = false;
    }
    return code;
  },
);

async function listDirectory(
  process: Process,
  path: string,
  options: Options,
  place: { readonly titled: boolean; readonly isFirst: boolean },
): Promise<number> {
  const { fs } = process;
  let names: string[];
  try {
    names = fs.list(path);
  } catch (error) {
    return await complain(process, `cannot open directory '${path}': ${systemErrorText(error)}`, 2);
  }
  const shown = options.has("aA") ? names : names.filter((name) => !name.startsWith("."));
  const rows = shown.flatMap((name): Row[] => {
    const entry = fs.peek(joinPath(path, name), { follow: false });
    return entry === undefined ? [] : [{ name, entry }];
  });
  const dots = options.has("a")
    ? [".", ".."].map((name) => ({ name, entry: fs.entry(joinPath(path, name)) }))
    : [];
  const all = [...dots, ...sorted(rows, options)];
  if (place.titled) await print(process, `${place.isFirst ? "" : "\n"}${path}:\n`);
  if (options.has("ln")) {
    const blocks = all.reduce((sum, { entry }) => sum + Math.ceil(entrySize(entry) / 4096) * 4, 0);
    await print(process, `total ${blocks}\n`);
  }
  await printRows(process, all, options);
  if (!options.has("R")) return 0;
  for (const { name, entry } of rows) {
    if (entry.kind !== "directory") continue;
    await listDirectory(process, joinPath(path, name), options, { titled: true, isFirst: false });
  }
  return 0;
}

function sorted(rows: readonly Row[], options: Options): Row[] {
  const ordered = rows.toSorted((a, b) => {
    if (options.has("t")) return b.entry.mtime - a.entry.mtime;
    if (options.has("S")) return entrySize(b.entry) - entrySize(a.entry);
    return a.name < b.name ? -1 : 1;
  });
  return options.has("r") ? ordered.reverse() : ordered;
}

async function printRows(process: Process, rows: readonly Row[], options: Options): Promise<void> {
  if (!options.has("ln")) {
    await print(process, rows.map(({ name }) => `${name}\n`).join(""));
    return;
  }
  const accounts = options.has("n") ? undefined : accountsOf(process.fs);
  const cells = rows.map(({ name, entry }) => longCells(name, entry, options, accounts));
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...cells.map((row) => (row[column] ?? "").length))
  );
  const lines = cells.map(([mode = "", links = "", user = "", group = "", size = "", ...rest]) => {
    const left = [
      mode,
      links.padStart(widths[1] ?? 0),
      user.padEnd(widths[2] ?? 0),
      group.padEnd(widths[3] ?? 0),
    ];
    return `${[...left, size.padStart(widths[4] ?? 0), ...rest].join(" ")}\n`;
  });
  await print(process, lines.join(""));
}

function longCells(name: string, entry: Entry, options: Options, accounts: Accounts | undefined): string[] {
  const size = entrySize(entry);
  return [
    modeText(entry),
    entry.kind === "directory" ? "2" : "1",
    accounts?.userName(entry.uid) ?? String(entry.uid),
    accounts?.groupName(entry.gid) ?? String(entry.gid),
    options.has("h") ? shortSize(size) : String(size),
    listTime(entry.mtime),
    entry.kind === "link" ? `${name} -> ${entry.target}` : name,
  ];
}
