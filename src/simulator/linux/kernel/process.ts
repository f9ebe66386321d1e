import { type Actor, FileAccess } from "../files/access.ts";
import { SystemError } from "../system_error.ts";
import { Descriptors } from "./descriptors.ts";
import type { ExitStatus } from "./exit_status.ts";
import type { Machine } from "./machine.ts";
import type { OpenFile } from "./open_file.ts";
import type { PidSpace } from "./pid_space.ts";
import { HARMLESS, type SignalName } from "./signals.ts";

/** Thrown through the code of a process that has ended, so that it goes no further. */
export class Death extends Error {
  override readonly name = "Death";
}

/** The identity a process runs under. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What differs in a child from its parent. */
export interface ForkOptions {
  readonly argv?: readonly string[];
  readonly machine?: Machine;
  readonly user?: User;
  readonly env?: ReadonlyMap<string, string>;
  readonly cwd?: string;
  /** Descriptors instead of the parent's. */
  readonly files?: Iterable<readonly [number, OpenFile]>;
  /** Whether it leads a session of its own. */
  readonly newSession?: boolean;
}

/** Milliseconds after which a busy process lets others run. */
const SLICE = 8;

/**
 * A process: identity, directory, open files, environment, signals.
 *
 * Its code runs as an async function that calls the methods here; once the process has ended, each of them throws {@linkcode Death}.
 */
export class Process {
  readonly machine: Machine;
  readonly fs: FileAccess;
  readonly ended: Promise<ExitStatus>;
  readonly children = new Set<Process>();
  readonly files: Descriptors;
  readonly env: Map<string, string>;
  /** Signals that arrived and are caught, oldest first; the shell takes them from here. */
  readonly caught: SignalName[] = [];
  readonly startedAt = Date.now() / 1000;
  argv: readonly string[];
  cwd: string;
  umask: number;
  user: User;
  parent: Process | undefined;
  session: Process;
  status: ExitStatus | undefined;
  readonly #pids = new Map<PidSpace, number>();
  readonly #dispositions = new Map<SignalName, "ignore" | "catch">();
  readonly #interrupts = new Set<(reason: Error) => void>();
  readonly #resolve: (status: ExitStatus) => void;
  #sliceEnd = 0;

  constructor(machine: Machine, parent: Process | undefined, options: ForkOptions = {}) {
    const { promise, resolve } = Promise.withResolvers<ExitStatus>();
    this.ended = promise;
    this.#resolve = resolve;
    this.machine = machine;
    this.parent = parent;
    this.argv = options.argv ?? parent?.argv ?? [];
    this.env = new Map(options.env ?? parent?.env);
    this.cwd = options.cwd ?? parent?.cwd ?? "/";
    this.umask = parent?.umask ?? 0o022;
    this.user = options.user ?? parent?.user ?? { name: "root", uid: 0, gid: 0 };
    this.session = options.newSession === true || parent === undefined ? this : parent.session;
    for (const [signal, disposition] of parent?.dispositions() ?? []) {
      if (disposition === "ignore") this.#dispositions.set(signal, disposition);
    }
    for (let space: PidSpace | undefined = machine.pids; space !== undefined; space = space.outer) {
      this.#pids.set(space, space.add(this));
    }
    this.fs = new FileAccess(machine.files, new ProcessActor(this));
    this.files = new Descriptors(options.files ?? parent?.files.entries() ?? []);
    parent?.children.add(this);
  }

  /** Makes a child. */
  fork(options: ForkOptions = {}): Process {
    this.#requireAlive();
    return new Process(options.machine ?? this.machine, this, options);
  }

  /** Process id where it lives. */
  get pid(): number {
    return this.pidIn(this.machine.pids);
  }

  /** Process id as seen from a space; 0 where it cannot be seen. */
  pidIn(space: PidSpace): number {
    return this.#pids.get(space) ?? 0;
  }

  /** Whether it has not ended. */
  get isAlive(): boolean {
    return this.status === undefined;
  }

  /** Runs the process's code; it ends when that does. */
  run(code: (process: Process) => Promise<number> | number): void {
    this.#live(code);
  }

  /** Ends the process: closes its files, hands its children over, wakes who waits for it. */
  finish(status: ExitStatus): void {
    if (this.status !== undefined) return;
    this.status = status;
    this.files.clear();
    const isInit = this.machine.pids.get(1) === this;
    for (const [space, pid] of this.#pids) space.delete(pid);
    const heir = this.machine.pids.get(1);
    for (const child of this.children) {
      child.parent = heir;
      heir?.children.add(child);
    }
    this.parent?.children.delete(this);
    if (isInit) { for (const [, process] of this.machine.pids.entries()) process.finish({ signal: "KILL" }); }
    for (const interrupt of this.#interrupts) interrupt(new Death());
    this.#resolve(status);
  }

  /** Delivers a signal. */
  signal(name: SignalName): void {
    if (!this.isAlive) return;
    const disposition = name === "KILL" ? undefined : this.#dispositions.get(name);
    if (disposition === "ignore") return;
    if (disposition === "catch") {
      this.caught.push(name);
      for (const interrupt of [...this.#interrupts]) interrupt(new SystemError("EINTR"));
      return;
    }
    // The first process of a system takes no signal that it did not ask for.
    if (this.machine.pids.get(1) === this || HARMLESS.has(name)) return;
    this.finish({ signal: name });
  }

  /** Says what happens on a signal; undefined for what happens by itself. */
  dispose(name: SignalName, disposition: "ignore" | "catch" | undefined): void {
    if (disposition === undefined) this.#dispositions.delete(name);
    else this.#dispositions.set(name, disposition);
  }

  /** The signals that do not act by themselves. */
  dispositions(): Iterable<[SignalName, "ignore" | "catch"]> {
    return this.#dispositions;
  }

  /** Reads from a descriptor, at least a byte; empty at the end. */
  async read(fd: number, most = 65536): Promise<Uint8Array> {
    for (;;) {
      await this.breathe();
      const file = this.files.get(fd);
      const { changed } = file;
      const bytes = file.read(most);
      if (bytes !== undefined) return bytes;
      await this.until(changed);
    }
  }

  /** Writes all bytes to a descriptor; when nobody reads any more, the process gets SIGPIPE. */
  async write(fd: number, data: Uint8Array | string): Promise<void> {
    let rest = typeof data === "string" ? new TextEncoder().encode(data) : data;
    while (rest.length > 0) {
      await this.breathe();
      const file = this.files.get(fd);
      const { changed } = file;
      const taken = this.#writeOnce(file, rest);
      rest = rest.subarray(taken);
      if (taken === 0) await this.until(changed);
    }
  }

  /** Waits some seconds. */
  async sleep(seconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const callOff = this.machine.after(seconds, resolve);
    try {
      await this.until(promise);
    } finally {
      callOff();
    }
  }

  /** Waits for something outside; EINTR when a signal is caught meanwhile. */
  async until<T>(promise: Promise<T>): Promise<T> {
    this.#requireAlive();
    const { promise: interrupted, reject } = Promise.withResolvers<never>();
    this.#interrupts.add(reject);
    try {
      return await Promise.race([promise, interrupted]);
    } finally {
      this.#interrupts.delete(reject);
    }
  }

  /** Waits for something outside, whatever signals are caught meanwhile. */
  async untilSure<T>(promise: Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.until(promise);
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== "EINTR") throw error;
      }
    }
  }

  /** Lets others run when this process has been busy for a while. */
  async breathe(): Promise<void> {
    this.#requireAlive();
    const now = performance.now();
    if (now < this.#sliceEnd) return;
    if (this.#sliceEnd > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    this.#sliceEnd = performance.now() + SLICE;
    this.#requireAlive();
  }

  async #live(code: (process: Process) => Promise<number> | number): Promise<void> {
    try {
      // The parent has seen the child's id before its first step.
      await Promise.resolve();
      this.#requireAlive();
      this.finish({ code: (await code(this)) & 255 });
    } catch (error) {
      if (error instanceof Death && !this.isAlive) return;
      this.#crash(error);
    }
  }

  /** A fault of the simulator's own shows as a program that aborts, with the reason on its stderr. */
  #crash(error: unknown): void {
    const text = `Aborted: ${error instanceof Error ? error.stack ?? error.message : error}\n`;
    try {
      this.files.peek(2)?.write(new TextEncoder().encode(text));
    } finally {
      this.finish({ signal: "ABRT" });
    }
  }

  #writeOnce(file: OpenFile, bytes: Uint8Array): number {
    try {
      return file.write(bytes);
    } catch (error) {
      if (error instanceof SystemError && error.code === "EPIPE") {
        this.signal("PIPE");
        this.#requireAlive();
      }
      throw error;
    }
  }

  #requireAlive(): void {
    if (!this.isAlive) throw new Death();
  }
}

/** A process as its files see it. */
class ProcessActor implements Actor {
  readonly #process: Process;

  constructor(process: Process) {
    this.#process = process;
  }

  get pid(): number {
    return this.#process.pid;
  }
  get cwd(): string {
    return this.#process.cwd;
  }
  get uid(): number {
    return this.#process.user.uid;
  }
  get gid(): number {
    return this.#process.user.gid;
  }
  get umask(): number {
    return this.#process.umask;
  }
}
