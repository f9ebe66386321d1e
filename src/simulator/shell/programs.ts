import type { Guest } from "../cluster/guest.ts";
import { BYTE_PROGRAMS } from "./byte_programs.ts";
import { type GuestFiles, normalize } from "./files.ts";
import {
  decode,
  encode,
  fail,
  type Program,
  type ProgramInput,
  type ProgramResult,
  succeed,
} from "./program.ts";

/** The programs a guest has, the shell itself apart. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  ...BYTE_PROGRAMS,
  true: () => succeed(),
  false: () => fail(""),
  echo: ({ args }) => args[0] === "-n" ? succeed(args.slice(1).join(" ")) : succeed(`${args.join(" ")}\n`),
  pwd: ({ cwd }) => succeed(`${cwd}\n`),
  whoami: () => succeed("root\n"),
  id: () => succeed("uid=0(root) gid=0(root) groups=0(root)\n"),
  hostname: ({ guest }) => succeed(`${guest.system.hostname}\n`),
  uname: ({ guest, args }) => succeed(uname(guest, args)),
  date: ({ args }) =>
    succeed(args[0] === "+%s" ? `${Math.floor(Date.now() / 1000)}\n` : `${new Date().toUTCString()}\n`),
  env: ({ env }) => succeed(Object.entries(env).map(([key, value]) => `${key}=${value}\n`).join("")),
  sleep: ({ args }) => ({ ...succeed(), seconds: Number(args[0] ?? 0) }),
  uptime: ({ guest }) =>
    succeed(` up ${Math.round((Date.now() / 1000 - (guest.runtime?.startedAt ?? 0)) / 60)} min\n`),
  cat,
  ls,
  mkdir: ({ args, files, cwd }) => {
    for (const path of args.filter((arg) => !arg.startsWith("-"))) files.makeDirectory(normalize(path, cwd));
    return succeed();
  },
  rm: ({ args, files, cwd }) => {
    const force = args.some((arg) => /^-\w*f/.test(arg));
    const missing = args.filter((arg) => !arg.startsWith("-")).filter((path) =>
      !files.remove(normalize(path, cwd))
    );
    if (force || missing.length === 0) return succeed();
    return fail(missing.map((path) => `rm: cannot remove '${path}': No such file or directory\n`).join(""));
  },
  touch: ({ args, files, cwd }) => {
    for (const path of args) {
      if (!files.isFile(normalize(path, cwd))) files.write(normalize(path, cwd), encode(""));
    }
    return succeed();
  },
  chmod: ({ args, files, cwd }) => {
    const [mode = "644", ...paths] = args;
    const missing = paths.find((path) => !files.setMode(normalize(path, cwd), parseInt(mode, 8)));
    return missing === undefined
      ? succeed()
      : fail(`chmod: cannot access '${missing}': No such file or directory\n`);
  },
  head: ({ args, stdin, files, cwd }) => {
    const count = Number(
      args.find((arg) => /^-\d+$/.test(arg))?.slice(1) ?? args[args.indexOf("-n") + 1] ?? 10,
    );
    return succeed(lines(source(args, stdin, files, cwd)).slice(0, count).join(""));
  },
  tail: ({ args, stdin, files, cwd }) => {
    const count = Number(
      args.find((arg) => /^-\d+$/.test(arg))?.slice(1) ?? args[args.indexOf("-n") + 1] ?? 10,
    );
    return succeed(lines(source(args, stdin, files, cwd)).slice(-count).join(""));
  },
  wc: ({ args, stdin, files, cwd }) => {
    const bytes = source(args.filter((arg) => !arg.startsWith("-")), stdin, files, cwd);
    if (args.includes("-c")) return succeed(`${bytes.length}\n`);
    return succeed(`${lines(bytes).length}\n`);
  },
  df: ({ guest }) => {
    const used = Math.round(guest.system.used / 1024);
    return succeed(
      `Filesystem     1K-blocks    Used Available Use% Mounted on\n/dev/sda1       ${used * 3} ${used}   ${
        used * 2
      }  34% /\n`,
    );
  },
};

function cat({ args, stdin, files, cwd }: ProgramInput): ProgramResult {
  if (args.length === 0 || args[0] === "-") return succeed(stdin);
  const chunks: number[] = [];
  let err = "";
  for (const arg of args) {
    const content = files.read(normalize(arg, cwd));
    if (content !== undefined) { for (const byte of content) chunks.push(byte); }
    else {err += `cat: ${arg}: ${
        files.isDirectory(normalize(arg, cwd)) ? "Is a directory" : "No such file or directory"
      }\n`;}
  }
  return { code: err === "" ? 0 : 1, out: Uint8Array.from(chunks), err: encode(err) };
}

function ls({ args, files, cwd }: ProgramInput): ProgramResult {
  const long = args.some((arg) => /^-\w*l/.test(arg));
  const path = normalize(args.find((arg) => !arg.startsWith("-")) ?? ".", cwd);
  if (!files.isDirectory(path)) {
    return files.isFile(path)
      ? succeed(`${path}\n`)
      : fail(`ls: cannot access '${path}': No such file or directory\n`, 2);
  }
  const rows = files.list(path).map((name) => {
    if (!long) return `${name}\n`;
    const full = normalize(name, path);
    const size = files.read(full)?.length ?? 4096;
    return `${files.isDirectory(full) ? "drwxr-xr-x" : "-rw-r--r--"} 1 root root ${
      String(size).padStart(8)
    } ${name}\n`;
  });
  return succeed((long ? `total ${rows.length * 4}\n` : "") + rows.join(""));
}

function uname(guest: Guest, args: readonly string[]): string {
  const { hostname, kernel } = guest.system;
  if (args.includes("-a")) return `Linux ${hostname} ${kernel} #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n`;
  if (args.includes("-r")) return `${kernel}\n`;
  return args.includes("-n") ? `${hostname}\n` : "Linux\n";
}

function source(args: readonly string[], stdin: Uint8Array, files: GuestFiles, cwd: string): Uint8Array {
  const path = args.filter((arg) => !/^-/.test(arg) && !/^\d+$/.test(arg)).at(-1);
  return path === undefined ? stdin : files.read(normalize(path, cwd)) ?? encode("");
}

function lines(bytes: Uint8Array): string[] {
  return decode(bytes).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
