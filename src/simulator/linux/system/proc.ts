import { directoryEntry, type Entry, fileEntry, linkEntry } from "../files/entry.ts";
import type { Source, Viewer } from "../files/file_system.ts";
import type { MachineFacts } from "../kernel/machine.ts";
import type { PidSpace } from "../kernel/pid_space.ts";
import type { Process } from "../kernel/process.ts";
import { commandName } from "../programs/processes.ts";

/** `/proc`: the processes of a system and what its kernel counts. */
export class ProcSource implements Source {
  readonly #pids: PidSpace;
  readonly #facts: () => MachineFacts;

  constructor(pids: PidSpace, facts: () => MachineFacts) {
    this.#pids = pids;
    this.#facts = facts;
  }

  entry(path: string, viewer: Viewer): Entry | undefined {
    if (path !== "/proc" && !path.startsWith("/proc/")) return undefined;
    const [, , first, ...rest] = path.split("/");
    if (first === undefined) return directoryEntry();
    if (first === "self") return rest.length === 0 ? linkEntry(String(viewer.pid)) : undefined;
    if (!/^\d+$/.test(first)) return rest.length === 0 ? this.#kernelFile(first) : undefined;
    const process = this.#pids.get(Number(first));
    return process === undefined ? undefined : this.#processEntry(Number(first), process, rest, viewer);
  }

  names(path: string): readonly string[] {
    if (path === "/") return ["proc"];
    if (path === "/proc") {
      return [...this.#pids.entries().map(([pid]) => String(pid)), "self", ...Object.keys(KERNEL_FILES)];
    }
    const pid = /^\/proc\/(\d+)$/.exec(path)?.[1];
    if (pid !== undefined && this.#pids.get(Number(pid)) !== undefined) return PROCESS_FILES;
    const task = /^\/proc\/(\d+)\/task$/.exec(path)?.[1];
    if (task !== undefined) return [task];
    return /^\/proc\/\d+\/task\/\d+$/.test(path) ? ["children"] : [];
  }

  #kernelFile(name: string): Entry | undefined {
    const make = KERNEL_FILES[name];
    return make === undefined ? undefined : made(make(this.#facts()));
  }

  #processEntry(pid: number, process: Process, rest: readonly string[], viewer: Viewer): Entry | undefined {
    const ids = this.#pids;
    switch (rest.join("/")) {
      case "":
      case "task":
      case `task/${pid}`:
        return directoryEntry({ uid: process.user.uid, gid: process.user.gid, mode: 0o555 });
      case "cmdline":
        return made(process.argv.map((arg) => `${arg}\0`).join(""));
      case "comm":
        return made(`${commandName(process)}\n`);
      case "environ":
        return {
          ...made([...process.env].map(([name, value]) => `${name}=${value}\0`).join("")),
          mode: 0o400,
        };
      case "stat":
        return made(statLine(pid, process, ids, pid === viewer.pid));
      case "status":
        return made(statusText(pid, process, ids));
      case `task/${pid}/children`:
        return made([...process.children].map((child) => `${child.pidIn(ids)} `).join(""));
      default:
        return undefined;
    }
  }
}

const PROCESS_FILES: readonly string[] = ["cmdline", "comm", "environ", "stat", "status", "task"];

function made(text: string): Entry {
  return fileEntry(text, { mode: 0o444, mtime: Math.floor(Date.now() / 1000) });
}

function statLine(pid: number, process: Process, ids: PidSpace, isSelf: boolean): string {
  const parent = process.parent?.pidIn(ids) ?? 0;
  const session = process.session.pidIn(ids);
  const state = isSelf ? "R" : "S";
  return `${pid} (${
    commandName(process)
  }) ${state} ${parent} ${session} ${session} 0 -1 4194304 90 0 0 0 0 0 0 0 20 0 1 0 ${
    Math.round(process.startedAt)
  } 2621440 400\n`;
}

function statusText(pid: number, process: Process, ids: PidSpace): string {
  const { uid, gid } = process.user;
  return [
    `Name:\t${commandName(process)}`,
    `State:\tS (sleeping)`,
    `Tgid:\t${pid}`,
    `Pid:\t${pid}`,
    `PPid:\t${process.parent?.pidIn(ids) ?? 0}`,
    `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `Gid:\t${gid}\t${gid}\t${gid}\t${gid}`,
    "VmRSS:\t    1600 kB",
    "Threads:\t1",
  ].join("\n") + "\n";
}

const KERNEL_FILES: Readonly<Record<string, (facts: MachineFacts) => string>> = {
  cpuinfo: ({ cores }) =>
    Array.from(
      { length: cores },
      (_, index) => `processor\t: ${index}\nmodel name\t: AMD EPYC 7302P 16-Core Processor\n\n`,
    ).join(""),
  loadavg: ({ load }) => `${load.map((value) => value.toFixed(2)).join(" ")} 1/200 4242\n`,
  meminfo: ({ memory, swap }) => {
    const row = (name: string, bytes: number): string =>
      `${`${name}:`.padEnd(16)}${String(Math.round(bytes / 1024)).padStart(8)} kB\n`;
    return row("MemTotal", memory.total) + row("MemFree", (memory.total - memory.used) * 0.4) +
      row("MemAvailable", memory.total - memory.used) + row("SwapTotal", swap.total) +
      row("SwapFree", swap.total - swap.used);
  },
  mounts: ({ mounts }) =>
    mounts.map(({ device, path, type }) => `${device} ${path} ${type} rw,relatime 0 0\n`).join(""),
  uptime: ({ bootedAt, cores }) => {
    const seconds = Math.max(0, Date.now() / 1000 - bootedAt);
    return `${seconds.toFixed(2)} ${(seconds * cores * 0.9).toFixed(2)}\n`;
  },
  version: ({ kernel }) => `Linux version ${kernel} (gcc 14.2.0) #1 SMP PREEMPT_DYNAMIC\n`,
};
