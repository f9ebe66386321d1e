import type { FileSystem } from "../files/file_system.ts";
import type { PidSpace } from "./pid_space.ts";
import type { Process } from "./process.ts";

/** What a program does: works on behalf of a process and ends with an exit code. `args` begins behind the name. */
export type Program = (process: Process, args: readonly string[]) => Promise<number> | number;

/** A mounted file system as `df` shows it. Sizes in bytes. */
export interface Mount {
  readonly device: string;
  readonly type: string;
  readonly path: string;
  readonly total: number;
  readonly used: number;
}

/** A unit of systemd or an init script. */
export interface Service {
  readonly name: string;
  readonly description: string;
  readonly isRunning: boolean;
  readonly state: "enabled" | "disabled" | "static" | "masked" | "not-found";
}

/** What programs tell of the system they run on. */
export interface MachineFacts {
  readonly hostname: string;
  readonly kernel: string;
  readonly cores: number;
  /** Load averages of 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number];
  /** Bytes. */
  readonly memory: { readonly total: number; readonly used: number };
  readonly swap: { readonly total: number; readonly used: number };
  /** Seconds since the epoch. */
  readonly bootedAt: number;
  readonly mounts: readonly Mount[];
  readonly services: readonly Service[];
  /** Lines of the system's log, oldest first. */
  readonly journal: readonly string[];
  /** Addresses with prefix length by interface. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** Whether the shell and the tools are busybox. */
  readonly isBusybox: boolean;
}

/** A system that processes run on: a node, a container or a virtual machine. */
export interface Machine {
  readonly facts: () => MachineFacts;
  readonly files: FileSystem;
  readonly pids: PidSpace;
  /** The programs of the system, by the name in their file. */
  readonly programs: Readonly<Record<string, Program>>;
  /** Calls back after some seconds; the answer calls it off. */
  readonly after: (seconds: number, callback: () => void) => () => void;
}

/** Seconds as the wall clock counts them. */
export function afterRealSeconds(seconds: number, callback: () => void): () => void {
  // setTimeout fires at once for delays beyond 2^31 ms.
  if (seconds * 1000 >= 2 ** 31) return () => {};
  const timer = setTimeout(callback, seconds * 1000);
  return () => clearTimeout(timer);
}
