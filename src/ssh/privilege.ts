import { SudoError } from "./errors.ts";
import { type Ending, endingOf } from "./leash.ts";

// A rule in sudoers names a program by its whole path; root finds them all on its PATH.
const programs: Readonly<Record<string, string>> = {
  pct: "/usr/sbin/pct",
  qm: "/usr/sbin/qm",
  pvesh: "/usr/bin/pvesh",
  sh: "/bin/sh",
};

/** A program as sudoers names it. */
export function absolute(program: string): string {
  return programs[program] ?? program;
}

/** Puts `sudo -n` before a command where the SSH user is not root. */
export function privileged(sudo: boolean, argv: readonly string[]): string[] {
  const [program = "", ...rest] = argv;
  return sudo ? ["sudo", "-n", absolute(program), ...rest] : [...argv];
}

/**
 * What LC_ALL has to be for Proxmox's own programs, which read their arguments by the locale: outside UTF-8, every
 * character beyond ASCII would arrive as another one. `sudo` lets LC_ALL through.
 */
export const proxmoxLocale = "C.UTF-8";

/** A call of one of Proxmox's own programs where nothing else sets {@linkcode proxmoxLocale}. */
export function proxmoxCommand(sudo: boolean, argv: readonly string[]): string[] {
  return ["env", `LC_ALL=${proxmoxLocale}`, ...privileged(sudo, argv)];
}

/** How a command that runs by `sudo` is ended; undefined where its own user can do so. */
export function privilegedEnding(sudo: boolean): Ending | undefined {
  return sudo ? (processId) => privileged(true, endingOf(processId)) : undefined;
}

/** How a command went, its output read as text. */
export interface CommandText {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Looks whether `sudo` refused a command.
 *
 * @throws {SudoError} with the line for sudoers that would allow it.
 */
export function assertSudo(user: string, program: string, outcome: CommandText): void {
  if (outcome.code !== 1 && outcome.code !== 127 || outcome.stdout !== "") return;
  const said = outcome.stderr;
  if (/^env: .?sudo.?: No such file|^sudo: not found|exec: sudo: not found/m.test(said)) {
    throw new SudoError("sudo is not installed on the node.", {
      remedy: "Install it (`apt install sudo`), or log in as root (PROXMOX_SSH_USER=root).",
    });
  }
  const refused =
    /^sudo: (?:a password is required|a terminal is required|.*not (?:in the sudoers file|allowed)).*|^Sorry, user .*/m
      .exec(said);
  if (refused === null) return;
  throw new SudoError(`sudo does not let ${user} run ${program} without a password: ${refused[0]}`, {
    remedy: `Allow it on the node with \`visudo\`: ${user} ALL=(root) NOPASSWD: ${program}`,
  });
}
