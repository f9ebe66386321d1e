import type { Program } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { sendSignals } from "./kill.ts";
import { complain, print } from "./output.ts";

/** Programs that show and find processes. */
export const processPrograms: Readonly<Record<string, Program>> = { pgrep, pidof, pkill, ps };

interface Column {
  readonly title: string;
  readonly width: number;
  readonly left?: boolean;
  readonly text: (pid: number, process: Process) => string;
}

const COLUMNS: Readonly<Record<string, Column>> = {
  user: { title: "USER", width: 8, left: true, text: (_, { user }) => user.name },
  pid: { title: "PID", width: 7, text: (pid) => String(pid) },
  ppid: {
    title: "PPID",
    width: 7,
    text: (_, { parent, machine }) => String(parent?.pidIn(machine.pids) ?? 0),
  },
  pcpu: { title: "%CPU", width: 4, text: () => "0.0" },
  pmem: { title: "%MEM", width: 4, text: () => "0.1" },
  stat: { title: "STAT", width: 4, left: true, text: () => "S" },
  tty: { title: "TTY", width: 8, left: true, text: () => "?" },
  time: { title: "TIME", width: 8, text: () => "00:00:00" },
  comm: { title: "COMMAND", width: 0, left: true, text: (_, process) => commandName(process) },
  args: { title: "COMMAND", width: 0, left: true, text: (_, { argv }) => argv.join(" ") },
};

const NAMES: Readonly<Record<string, string>> = {
  "%cpu": "pcpu",
  "%mem": "pmem",
  cmd: "args",
  command: "args",
  ucmd: "comm",
  tt: "tty",
  s: "stat",
  euser: "user",
};

/** `ps` in the manner of `aux`, `-ef` or `-eo user,pid,args`; alone, the session's own processes. */
async function ps(process: Process, args: readonly string[]): Promise<number> {
  const text = args.filter((arg) => !/^-?-?no-?headers?$|^-?o|^--sort/.test(arg)).join("");
  const formats = args.flatMap((arg, index) => {
    const attached = /^-?[a-zA-Z]*o(.*)$/.exec(arg)?.[1];
    return attached === undefined ? [] : [attached === "" ? args[index + 1] ?? "" : attached];
  });
  const names = formats.length > 0
    ? formats.join(",").split(/[,\s]+/).map((name) => name.replace(/=.*$/, ""))
    : /u/.test(text)
    ? ["user", "pid", "pcpu", "pmem", "tty", "stat", "time", "args"]
    : /f/.test(text)
    ? ["user", "pid", "ppid", "tty", "time", "args"]
    : ["pid", "tty", "time", /[ax]/.test(text) ? "args" : "comm"];
  const columns: Column[] = [];
  for (const name of names) {
    const column = COLUMNS[NAMES[name] ?? name];
    if (column === undefined) {
      return await complain(process, `error: unknown user-defined format specifier "${name}"`);
    }
    columns.push(column);
  }
  const all = process.machine.pids.entries();
  const wanted = args.indexOf("-p") >= 0
    ? (args[args.indexOf("-p") + 1] ?? "").split(",").map(Number)
    : undefined;
  const shown = wanted !== undefined
    ? all.filter(([pid]) => wanted.includes(pid))
    : /[aexA]/.test(text)
    ? all
    : all.filter(([, one]) => one.session === process.session);
  const isHeadless = formats.length > 0 && formats.every((format) => format.endsWith("=")) ||
    args.some((arg) => /no-?headers?/.test(arg));
  const row = (cells: readonly string[]): string =>
    `${
      cells.map((cell, index) => {
        const { width = 0, left = false } = columns[index] ?? {};
        return index === cells.length - 1 && left ? cell : left ? cell.padEnd(width) : cell.padStart(width);
      }).join(" ")
    }\n`;
  const rows = shown.map(([pid, one]) => row(columns.map((column) => column.text(pid, one))));
  await print(process, (isHeadless ? "" : row(columns.map(({ title }) => title))) + rows.join(""));
  return rows.length > 0 ? 0 : 1;
}

/** The name of what a process runs, as `/proc/PID/comm` has it. */
export function commandName({ argv }: Process): string {
  return (argv[0] ?? "").replace(/^.*\//, "").slice(0, 15);
}

function matching(process: Process, args: readonly string[]): [number, Process][] {
  const isFull = args.some((arg) => /^-[a-z]*f/.test(arg));
  const pattern = new RegExp(args.filter((arg) => !arg.startsWith("-")).at(-1) ?? "", "u");
  return process.machine.pids.entries().filter(([, one]) =>
    one !== process && pattern.test(isFull ? one.argv.join(" ") : commandName(one))
  );
}

async function pgrep(process: Process, args: readonly string[]): Promise<number> {
  const found = matching(process, args);
  const isLong = args.some((arg) => /^-[a-z]*a/.test(arg));
  await print(
    process,
    found.map(([pid, one]) => `${pid}${isLong ? ` ${one.argv.join(" ")}` : ""}\n`).join(""),
  );
  return found.length > 0 ? 0 : 1;
}

async function pidof(process: Process, args: readonly string[]): Promise<number> {
  const found = process.machine.pids.entries().filter(([, one]) => args.includes(commandName(one)));
  if (found.length === 0) return 1;
  return await print(process, `${found.map(([pid]) => pid).reverse().join(" ")}\n`);
}

async function pkill(process: Process, args: readonly string[]): Promise<number> {
  const found = matching(process, args);
  if (found.length === 0) return 1;
  const signal = args.find((arg) => /^-(?:\d+|[A-Z]+)$/.test(arg)) ?? "-TERM";
  return await sendSignals(process, [signal, ...found.map(([pid]) => String(pid))], () => Promise.resolve());
}
