import type { Lists } from "../config/settings.ts";
import { PolicyError } from "./errors.ts";
import { matchesGlob } from "./glob.ts";
import { commandsWithin } from "./nested_commands.ts";
import { simpleCommands } from "./shell_line.ts";

/** A command as a caller gives it: a line for a shell, or a program and its arguments. */
export type GivenCommand = string | readonly string[];

// A substitution runs commands that no look at the words can find; $'...' ends elsewhere in one shell than in another.
const substitution = /`|\$\(|<\(|>\(|\$'/;

/**
 * Why the patterns of commands keep a command from running, or undefined when they let it.
 *
 * A pattern (`systemctl restart *`, `df`) is compared word by word with the beginning of each simple command of a line; a
 * program matches by its name whatever its directory. Every command of a line must be allowed; none may be denied, those
 * included that it runs in its turn (`sh -c`, `sudo`, `xargs`). This is a seat belt: an allowed interpreter, or a file
 * written before, does what it likes.
 */
export function commandRefusal(lists: Lists<string>, command: GivenCommand): PolicyError | undefined {
  const { allowed, denied } = lists;
  if (allowed === undefined && denied.length === 0) return undefined;
  const commands = typeof command === "string" ? simpleCommands(command) : [command];
  for (const words of commands) {
    const refusal = deniedWithin(words, denied);
    if (refusal !== undefined) return refusal;
    if (allowed !== undefined && !allowed.some((pattern) => matches(pattern, words, false))) {
      return notAllowed(words.join(" "), allowed);
    }
  }
  if (allowed !== undefined && typeof command === "string" && substitution.test(command)) {
    return notAllowed("with a substitution in it", allowed);
  }
  return undefined;
}

function deniedWithin(given: readonly string[], denied: readonly string[]): PolicyError | undefined {
  if (denied.length === 0) return undefined;
  for (const words of commandsWithin(given)) {
    const pattern = denied.find((one) => matches(one, words, true));
    if (pattern === undefined) continue;
    return new PolicyError(
      `The command ${words.join(" ").slice(0, 100)} is denied by PROXMOX_DENIED_COMMANDS (${pattern}).`,
      {
        settings: ["PROXMOX_DENIED_COMMANDS"],
        remedy: "The owner changes that list and restarts the server.",
      },
    );
  }
  return undefined;
}

function notAllowed(what: string, allowed: readonly string[]): PolicyError {
  return new PolicyError(`The command ${what.slice(0, 100)} is not within PROXMOX_ALLOWED_COMMANDS.`, {
    settings: ["PROXMOX_ALLOWED_COMMANDS"],
    remedy: `Allowed are: ${allowed.join("; ").slice(0, 400)}.`,
  });
}

function matches(pattern: string, words: readonly string[], ignoreCase: boolean): boolean {
  const parts = pattern.trim().split(/\s+/);
  return parts.every((part, index) => {
    const word = words[index];
    if (word === undefined) return part === "*" && index === parts.length - 1;
    const name = index === 0 ? word.slice(word.lastIndexOf("/") + 1) : word;
    return matchesGlob(part, word, { ignoreCase }) || matchesGlob(part, name, { ignoreCase });
  });
}
