import { type Files, FileSystem, type Source } from "../files/file_system.ts";
import { afterRealSeconds, type Machine, type MachineFacts, type Program } from "../kernel/machine.ts";
import { PidSpace } from "../kernel/pid_space.ts";
import { SYSTEM_PROGRAMS } from "../programs/catalog.ts";
import { deviceSource } from "./devices.ts";
import { ProcSource } from "./proc.ts";
import { programFiles } from "./program_files.ts";

/** What a system is made of. */
export interface MachineOptions {
  readonly facts: () => MachineFacts;
  /** The stored files; programs change them. */
  readonly files: Files;
  /** Further files that are made up. */
  readonly sources?: readonly Source[];
  /** Programs beside those that every system has. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** The processes of the node that the system runs on. */
  readonly outer?: PidSpace;
  /** Bytes that its files may still take. */
  readonly space?: () => number;
  /** How it waits; real seconds by default. */
  readonly after?: Machine["after"];
}

/** Puts a system together; nothing runs on it yet. */
export function makeMachine(options: MachineOptions): Machine {
  const { facts, files, sources = [], space, outer, after = afterRealSeconds } = options;
  const programs = Object.assign(Object.create(null), SYSTEM_PROGRAMS, options.programs);
  const pids = new PidSpace(outer === undefined ? {} : { outer });
  const system = new FileSystem({
    files,
    sources: [...sources, new ProcSource(pids, facts), deviceSource, programFiles(Object.keys(programs))],
    ...(space === undefined ? {} : { space }),
  });
  return { facts, files: system, pids, programs, after };
}
