import { explain } from "../text/explained.ts";
import { nearest } from "../text/nearest.ts";
import { version } from "../version.ts";
import { commands } from "./commands.ts";
import { late } from "../late.ts";
import { printError } from "./print.ts";

/** The exit code for arguments or settings that cannot be used. */
const usageError = 2;

/**
 * Runs the command that the arguments name, `serve` when they name none, and returns the exit code.
 *
 * 0 is success, 1 a failure, 2 arguments or settings that cannot be used.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [first = "", ...rest] = args;
  if (first === "--version" || first === "-V" || first === "version") return await printVersion();
  if (first === "--help" || first === "-h" || first === "help") return await help(rest[0]);
  const named = commands.find((command) => command.name === first);
  if (named === undefined && first !== "" && !first.startsWith("-")) return await unknownCommand(first);
  const command = named ?? commands[0];
  if (command === undefined) return usageError;
  const own = named === undefined ? args : rest;
  if (own.includes("--help") || own.includes("-h")) return await help(command.name);
  try {
    return await command.run(own);
  } catch (error) {
    await printError(`proxmox-mcp: ${explain(error)}`);
    return isUsage(error) ? usageError : 1;
  }
}

async function help(name: string | undefined): Promise<number> {
  return await (await late<typeof import("./help.ts")>("./help.ts", import.meta.url)).helpCommand(
    commands,
    name,
  );
}

async function printVersion(): Promise<number> {
  await (await import("./print.ts")).print(`proxmox-mcp ${version}`);
  return 0;
}

async function unknownCommand(name: string): Promise<number> {
  const near = nearest(name, commands.map((command) => command.name));
  const hint = near === undefined ? "proxmox-mcp --help lists the commands." : `Did you mean "${near}"?`;
  await printError(`proxmox-mcp: there is no command ${JSON.stringify(name)}. ${hint}`);
  return usageError;
}

function isUsage(error: unknown): boolean {
  return error instanceof Error && (error.name === "ConfigurationError" || error.name === "UsageError");
}
