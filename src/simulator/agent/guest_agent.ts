import type { Cluster } from "../cluster/cluster.ts";
import type { ExitStatus } from "../linux/kernel/exit_status.ts";
import { Bell } from "../linux/kernel/bell.ts";
import { openFile } from "../linux/kernel/open.ts";
import { makePipe } from "../linux/kernel/pipe.ts";
import { Process } from "../linux/kernel/process.ts";
import { findProgram, runProgram } from "../linux/kernel/run_program.ts";
import { SIGNALS } from "../linux/kernel/signals.ts";
import { onPowerOff } from "../guest/power_off.ts";
import type { AgentGuest } from "./agent.ts";
import { CapturedOutput } from "./captured_output.ts";
import { makeInside } from "./inside.ts";

/** Milliseconds after which a program that never waits is left alone. */
const PATIENCE = 250;
const ENVIRONMENT = new Map(Object.entries({
  HOME: "/",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  PWD: "/",
  TERM: "linux",
}));

/** A program that was started, with what it wrote. */
interface Started {
  readonly process: Process;
  readonly out: CapturedOutput;
  readonly err: CapturedOutput;
}

/** How a program ended. */
export interface Outcome {
  /** `code`, or the number of the `signal` that ended it. */
  readonly status: { readonly exitcode: number } | { readonly signal: number };
  readonly out: CapturedOutput;
  readonly err: CapturedOutput;
}

/** By what a machine has while it runs: the programs end with it. */
const runs = new WeakMap<AgentGuest["runtime"], GuestAgent>();

/** The agent inside a running machine: what it was asked to run since the machine was started, and its files. */
export class GuestAgent {
  readonly #waiting = new Bell();
  readonly #init: Process;
  readonly #started = new Map<number, Started>();

  private constructor(cluster: Cluster, guest: AgentGuest) {
    const machine = makeInside(cluster, guest, () => this.#waiting.ring());
    this.#init = new Process(machine, undefined, { argv: ["/sbin/init"], env: ENVIRONMENT });
    machine.pids.skipTo(600);
    const end = () => this.#init.finish({ signal: "KILL" });
    onPowerOff(guest, end);
    cluster.clock.onClose(end);
  }

  /** The agent of a machine that runs. */
  static of(cluster: Cluster, guest: AgentGuest): GuestAgent {
    const known = runs.get(guest.runtime) ?? new GuestAgent(cluster, guest);
    runs.set(guest.runtime, known);
    return known;
  }

  /**
   * The content of a file.
   *
   * @throws {SystemError} what opening it fails for
   */
  readFile(path: string): Uint8Array {
    return this.#init.fs.read(path);
  }

  /**
   * Writes a file whole.
   *
   * @throws {SystemError} what opening or writing it fails for
   */
  writeFile(path: string, content: Uint8Array): void {
    openFile(this.#init, path, { write: true, create: true, truncate: true }).write(content);
  }

  /** Whether the machine has a program of that name or path. */
  has(name: string): boolean {
    return findProgram(this.#init, name) !== undefined;
  }

  /** Starts a program and answers with its process id, once it has ended or waits for something. */
  async start(argv: readonly string[], stdin: Uint8Array): Promise<number> {
    const out = new CapturedOutput();
    const err = new CapturedOutput();
    const input = makePipe(Math.max(stdin.length, 1));
    const process = this.#init.fork({
      argv,
      newSession: true,
      files: [[0, input.reading], [1, out], [2, err]],
    });
    input.writing.hold().write(stdin);
    input.writing.release();
    this.#started.set(process.pid, { process, out, err });
    const { pid } = process;
    const { promise: patience, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PATIENCE);
    process.run(() => runProgram(process, argv));
    await Promise.race([process.ended, this.#waiting.rung, patience]);
    clearTimeout(timer);
    return pid;
  }

  /** How a program ended, told once; `running` before that, undefined for a process the agent did not start. */
  take(pid: number): Outcome | "running" | undefined {
    const started = this.#started.get(pid);
    if (started === undefined) return undefined;
    const { status } = started.process;
    if (status === undefined) return "running";
    this.#started.delete(pid);
    return { status: numbers(status), out: started.out, err: started.err };
  }
}

function numbers(status: ExitStatus): Outcome["status"] {
  return "code" in status ? { exitcode: status.code } : { signal: SIGNALS[status.signal] };
}
