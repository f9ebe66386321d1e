import * as z from "zod";
import { commandRefusal } from "../../policy/commands.ts";
import { ExplainedError } from "../../text/explained.ts";
import type { ToolContext } from "../tool.ts";

/** Both or neither of `command` and `argv` were given. */
export class CommandChoiceError extends ExplainedError {
  override readonly name = "CommandChoiceError";
}

/** A command in one of two forms, where and as whom it runs, and how long. */
export const commandFields = {
  command: z.string().min(1).max(100_000).optional().describe("line for sh -c"),
  argv: z.array(z.string().max(100_000)).min(1).max(1000).optional().describe(
    "program and arguments, no shell",
  ),
  stdin: z.string().max(1_000_000).optional(),
  timeout: z.int().min(1).max(300).default(60),
};

/** A command as {@linkcode commandFields} have it. */
export interface GivenCommand {
  readonly command?: string | undefined;
  readonly argv?: readonly string[] | undefined;
  readonly stdin?: string | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * The one form of the command that was given, if the lists of commands let it run. Asked before anybody is asked to agree,
 * and again before it runs.
 *
 * @throws {CommandChoiceError} {PolicyError}
 */
export function permittedCommand(
  input: GivenCommand,
  { commands }: Pick<ToolContext, "commands">,
): string | readonly string[] {
  const command = givenCommand(input);
  const refusal = commandRefusal(commands, command);
  if (refusal !== undefined) throw refusal;
  return command;
}

function givenCommand({ command, argv }: GivenCommand): string | readonly string[] {
  if (command !== undefined && argv === undefined) return command;
  if (argv !== undefined && command === undefined) return argv;
  throw new CommandChoiceError(
    "Give either command (a line for a shell) or argv (a program and its arguments).",
  );
}
