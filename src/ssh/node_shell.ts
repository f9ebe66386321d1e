import { type Captured, capturedText } from "./capture.ts";
import type { RequestGuard } from "../policy/guard.ts";
import { ConnectionError } from "../wire/errors.ts";
import {
  absolute,
  assertSudo,
  privileged,
  privilegedEnding,
  proxmoxCommand,
  proxmoxLocale,
} from "./privilege.ts";
import type { Route } from "./route.ts";
import { type CommandOutcome, run, type RunOptions } from "./run.ts";
import { type DetachedOutcome, runDetached } from "./run_detached.ts";

/** Milliseconds that sudo gets to say what is allowed. */
const askingTimeout = 10_000;

/** What a {@linkcode NodeShell} is made of. */
export interface NodeShellOptions {
  readonly route: Route;
  readonly guard: RequestGuard;
  /** The user that commands run as on this node before `sudo`. */
  readonly user: string;
  /** Whether Proxmox's programs are called by `sudo -n`. */
  readonly sudo: boolean;
  /** Called when the node could not be reached this way any more. */
  readonly onUnreachable: () => void;
}

/** A command on a host: a line for `sh -c`, or a program and its arguments, which no shell touches. */
export type HostCommand = string | readonly string[];

/** A node on which commands can be run, as root or by `sudo -n`. */
export class NodeShell {
  /** Name of the node. */
  readonly node: string;
  /** Whether the node is reached on a connection of its own or through the entry node. */
  readonly way: "direct" | "hop";
  /** Whether commands run by `sudo -n`. */
  readonly sudo: boolean;
  readonly #options: NodeShellOptions;

  constructor(options: NodeShellOptions) {
    this.#options = options;
    this.node = options.route.node;
    this.way = options.route.hop.length === 0 ? "direct" : "hop";
    this.sudo = options.sudo;
  }

  /**
   * Runs a command on the node itself, as root.
   *
   * @throws {PolicyError} when the policy forbids commands on nodes; {@linkcode run} says what else.
   */
  async exec(command: HostCommand, options: RunOptions = {}): Promise<CommandOutcome> {
    this.#options.guard.checkCommand("host");
    const argv = typeof command === "string" ? ["sh", "-c", command] : command;
    return await this.#run(privileged(this.sudo, argv), argv, {
      ending: privilegedEnding(this.sudo),
      ...options,
    });
  }

  /**
   * Runs a command of this program's own making for something that reaches into a guest.
   *
   * @throws {PolicyError} when the policy forbids commands in guests.
   */
  async runForGuest(argv: readonly string[], options: RunOptions = {}): Promise<CommandOutcome> {
    this.#options.guard.checkCommand("exec");
    return await this.runUnasked(argv, options);
  }

  /**
   * The same with the program of Proxmox inside a shell script of the node, as its arguments (`"$@"`): for pipes, which
   * Proxmox's own programs cannot do without.
   */
  async pipeForGuest(
    script: string,
    argv: readonly string[],
    options: RunOptions = {},
  ): Promise<CommandOutcome> {
    this.#options.guard.checkCommand("exec");
    const whole = ["sh", "-c", script, "sh", ...proxmoxCommand(this.sudo, argv)];
    return await this.#run(whole, argv, { ending: privilegedEnding(this.sudo), ...options });
  }

  /**
   * Runs a command that carries a request which the guard has let pass already, or that only looks where things are.
   * Nothing of a caller's command line may come this way.
   */
  async runUnasked(argv: readonly string[], options: RunOptions = {}): Promise<CommandOutcome> {
    return await this.#run(privileged(this.sudo, argv), argv, {
      ending: privilegedEnding(this.sudo),
      locale: proxmoxLocale,
      ...options,
    });
  }

  /**
   * Whether `sudo -n` lets the SSH user run a command, which is not run for that.
   *
   * @throws {SudoError} when sudo is not there, or lets the user do nothing without a password.
   */
  async maySudo(argv: readonly string[]): Promise<boolean> {
    const [program = "", ...rest] = argv;
    const asking = ["sudo", "-n", "-l", absolute(program), ...rest];
    const { code } = await this.#run(asking, argv, { timeout: askingTimeout });
    return code === 0;
  }

  /** Reads a file of the node that everybody may read, at most `maxBytes` of it; undefined where it is not there. */
  async readFile(path: string, maxBytes: number, signal?: AbortSignal): Promise<Captured | undefined> {
    const argv = ["cat", path];
    const { code, stdout } = await this.#run(argv, argv, { maxBytes, signal });
    return code === 0 ? stdout : undefined;
  }

  /** Runs a command that changes something and survives the connection; for a request that the guard has let pass. */
  async changeUnasked(argv: readonly string[], signal?: AbortSignal): Promise<DetachedOutcome> {
    const { route, user } = this.#options;
    const outcome = await this.#watched(() => runDetached(route, proxmoxCommand(this.sudo, argv), signal));
    if (this.sudo) assertSudo(user, absolute(argv[0] ?? ""), outcome);
    return outcome;
  }

  async #run(
    whole: readonly string[],
    argv: readonly string[],
    options: RunOptions,
  ): Promise<CommandOutcome> {
    const { route, user } = this.#options;
    const outcome = await this.#watched(() => run(route, whole, options));
    if (this.sudo) {
      const said = {
        code: outcome.code,
        stdout: capturedText(outcome.stdout),
        stderr: capturedText(outcome.stderr),
      };
      assertSudo(user, absolute(argv[0] ?? ""), said);
    }
    return outcome;
  }

  async #watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ConnectionError) this.#options.onUnreachable();
      throw error;
    }
  }
}
