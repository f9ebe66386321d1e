import { ExplainedError } from "../text/explained.ts";

/** A command for a container and where and as whom it runs there. */
export interface ContainerCommand {
  /** A line for `sh -c`, or a program and its arguments, which no shell touches. */
  readonly command: string | readonly string[];
  /** User in the container; root by default. */
  readonly user?: string | undefined;
  /** Absolute path of the working directory; `/` by default. */
  readonly cwd?: string | undefined;
  /** Variables beside PATH, TERM and HOME. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** A command that cannot be put together. */
export class CommandError extends ExplainedError {
  override readonly name = "CommandError";
}

/** Programs that {@linkcode containerArgv} puts before the command; a container may lack them. */
export type Helper = "env" | "sh" | "su";

/**
 * The arguments that run a command in a container, each of its own arguments in its place.
 *
 * `bare` leaves out `env`, for containers that have none; then there is no HOME either.
 *
 * @throws {CommandError} for an empty command, a directory that is not absolute, or a name that no variable can have.
 */
export function containerArgv(
  command: ContainerCommand,
  options: { readonly bare?: boolean } = {},
): string[] {
  const { user, cwd } = command;
  const own = typeof command.command === "string" ? ["sh", "-c", command.command] : [...command.command];
  if ((own[0] ?? "") === "") {
    throw new CommandError("The command is empty.", { remedy: "Give a program, or a line for sh." });
  }
  if (cwd !== undefined && !cwd.startsWith("/")) {
    throw new CommandError(`The working directory ${JSON.stringify(cwd)} is not absolute.`, {
      remedy: "Give its path from the root, for example /srv.",
    });
  }
  let argv = options.bare ? own : [...environment(command), ...guarded(own)];
  if (cwd !== undefined) argv = ["sh", "-c", 'cd -- "$1" && shift && exec "$@"', "sh", cwd, ...argv];
  if (user !== undefined) argv = ["su", "-s", "/bin/sh", "-c", 'exec "$0" "$@"', "--", user, ...argv];
  return argv;
}

/** `env` would read a program's name with an equals sign as a variable and one with a dash as an option. */
function guarded(argv: readonly string[]): string[] {
  return /^-|=/.test(argv[0] ?? "") ? ["sh", "-c", '"$@"; exit $?', "sh", ...argv] : [...argv];
}

function environment({ env = {}, user }: ContainerCommand): string[] {
  const pairs = Object.entries(env);
  for (const [name] of pairs) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new CommandError(`${JSON.stringify(name)} is no name for an environment variable.`, {
        remedy: "Names hold letters, digits and underscores, and start with no digit.",
      });
    }
  }
  // `su` sets the user's own home directory; without it, lxc-attach leaves HOME out.
  const home = user === undefined && env.HOME === undefined ? ["HOME=/root"] : [];
  return ["env", ...home, ...pairs.map(([name, value]) => `${name}=${value}`)];
}

/** Names the program that a container lacked for the command to start, when it is one of ours and not the caller's. */
export function missingHelper(stderr: string, command: ContainerCommand): Helper | undefined {
  const failed = /^lxc-attach: .* - Failed to exec "(env|sh|su)"$/m.exec(stderr)?.[1];
  const callers = typeof command.command === "string" ? undefined : command.command[0];
  if (failed === callers) return undefined;
  return failed === "env" || failed === "sh" || failed === "su" ? failed : undefined;
}
