import { type Entry, entrySize } from "../files/entry.ts";
import { joinPath } from "../files/path.ts";
import type { Mount, Program } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, forEach, print } from "./output.ts";
import { memorySize, shortSize } from "./sizes.ts";

/** Programs that tell how much of something is used. */
export const resourcePrograms: Readonly<Record<string, Program>> = {
  df: withOptions({ flags: "hkTPia", values: "t", long: { "human-readable": "h" } }, diskFree),
  du: withOptions({ flags: "shkacx", values: "d", long: { summarize: "s", "max-depth": "d" } }, diskUsage),
  free: withOptions({ flags: "hmgkbtw" }, free),
  uptime: withOptions({ flags: "ps" }, uptime),
};

async function diskFree(process: Process, options: Options): Promise<number> {
  const { mounts } = process.machine.facts();
  const shown: Mount[] = [];
  const code = options.operands.length === 0 ? 0 : await forEach(process, options.operands, (path) => {
    const at = process.fs.find(path);
    process.fs.entry(path);
    const mount = mounts.filter((one) =>
      at.path === one.path || one.path === "/" || at.path.startsWith(`${one.path}/`)
    )
      .toSorted((a, b) => b.path.length - a.path.length)[0];
    if (mount !== undefined) shown.push(mount);
  }, (path, reason) => `${path}: ${reason}`);
  if (options.operands.length === 0) shown.push(...mounts);
  const isHuman = options.has("h");
  const number = (bytes: number): string => isHuman ? shortSize(bytes) : String(Math.round(bytes / 1024));
  const head = [
    "Filesystem",
    ...(options.has("T") ? ["Type"] : []),
    isHuman ? "Size" : "1K-blocks",
    "Used",
    isHuman ? "Avail" : "Available",
    "Use%",
    "Mounted on",
  ];
  const rows = shown.map(({ device, type, total, used, path }) => [
    device,
    ...(options.has("T") ? [type] : []),
    number(total),
    number(used),
    number(total - used),
    `${total === 0 ? 0 : Math.ceil((used / total) * 100)}%`,
    path,
  ]);
  if (rows.length === 0) return code;
  return Math.max(code, await print(process, columns([head, ...rows], options.has("T") ? [0, 1] : [0])));
}

/** Rows as columns: those named flush left, the last as it is, all others flush right. */
function columns(rows: readonly (readonly string[])[], left: readonly number[]): string {
  const last = (rows[0]?.length ?? 1) - 1;
  const widths = Array.from(
    { length: last + 1 },
    (_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    `${
      row.map((cell, column) => {
        if (column === last) return cell;
        return left.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
      }).join(" ")
    }\n`
  ).join("");
}

async function free(process: Process, options: Options): Promise<number> {
  const { memory, swap } = process.machine.facts();
  const unit = options.has("m") ? 1024 ** 2 : options.has("g") ? 1024 ** 3 : options.has("b") ? 1 : 1024;
  const number = (bytes: number): string =>
    (options.has("h") ? memorySize(bytes) : String(Math.floor(bytes / unit))).padStart(12);
  const cache = Math.round((memory.total - memory.used) * 0.6);
  const row = (name: string, values: readonly number[]): string =>
    `${name.padEnd(8)}${values.map(number).join("")}\n`;
  const head = `${" ".repeat(8)}${
    ["total", "used", "free", "shared", "buff/cache", "available"].map((name) => name.padStart(12)).join("")
  }\n`;
  const { total, used } = memory;
  return await print(
    process,
    head + row("Mem:", [total, used, total - used - cache, Math.round(used * 0.02), cache, total - used]) +
      row("Swap:", [swap.total, swap.used, swap.total - swap.used]),
  );
}

async function uptime(process: Process, options: Options): Promise<number> {
  const { bootedAt, load } = process.machine.facts();
  const now = Math.floor(Date.now() / 1000);
  if (options.has("s")) {
    return await print(
      process,
      `${new Date(bootedAt * 1000).toISOString().slice(0, 19).replace("T", " ")}\n`,
    );
  }
  const minutes = Math.max(0, Math.floor((now - bootedAt) / 60));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (options.has("p")) {
    return await print(process, `up ${days} days, ${hours} hours, ${minutes % 60} minutes\n`);
  }
  const clock = hours > 0
    ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, "0")}`
    : `${minutes % 60} min`;
  const long = days === 0 ? clock : `${days} day${days === 1 ? "" : "s"}, ${clock}`;
  const averages = load.map((value) => value.toFixed(2)).join(", ");
  return await print(
    process,
    ` ${new Date().toISOString().slice(11, 19)} up ${long},  0 users,  load average: ${averages}\n`,
  );
}

async function diskUsage(process: Process, options: Options): Promise<number> {
  const number = (bytes: number): string =>
    options.has("h") ? shortSize(bytes) : String(Math.ceil(bytes / 1024));
  const most = options.has("s") ? 0 : Number(options.values.get("d") ?? Infinity);
  const blocks = (entry: Entry): number => Math.ceil(entrySize(entry) / 4096) * 4096;
  const measure = async (path: string, depth: number): Promise<number> => {
    const entry = process.fs.entry(path, { follow: false });
    let sum = blocks(entry);
    if (entry.kind !== "directory") {
      if (depth === 0) await print(process, `${number(sum)}\t${path}\n`);
      return sum;
    }
    for (const name of process.fs.list(path)) sum += await measure(joinPath(path, name), depth + 1);
    if (depth <= most) await print(process, `${number(sum)}\t${path}\n`);
    return sum;
  };
  const operands = options.operands.length === 0 ? ["."] : options.operands;
  if (operands.includes("")) return await complain(process, "invalid zero-length file name");
  return await forEach(
    process,
    operands,
    (path) => measure(path, 0).then(() => {}),
    (path, reason) => `cannot access '${path}': ${reason}`,
  );
}
