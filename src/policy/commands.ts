import type { Lists } from "../config/settings.ts";
import { PolicyError } from "./errors.ts";
import { matchesGlob } from "./glob.ts";

/** A command as a caller gives it: a line for a shell, or a program and its arguments. */
export type GivenCommand = string | readonly string[];

// A substitution runs commands that no look at the words can find; $'...' ends elsewhere in one shell than in another.
const substitution = /`|\$\(|<\(|>\(|\$'/;

// Words that stand in front of a command without being one.
const leading = new Set(["{", "}", "!", "if", "then", "elif", "else", "while", "until", "do", "time"]);

// In this order: a comment, the end of a simple command, a redirection, a word with its quoted pieces.
const token =
  /(#[^\n]*)|(\n|[;&|()`]+)|(\d*(?:<<<|<<-?|>>|<>|>\||[<>]&?))|((?:\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"?|'[^']*'?|[^\s;&|()`<>"'\\])+)/g;

/**
 * Why the patterns of commands keep a command from running, or undefined when they let it.
 *
 * A pattern (`systemctl restart *`, `df`) is compared word by word with the beginning of each simple command of a line; a
 * program matches by its name whatever its directory. Every command of a line must be allowed, none may be denied. This is
 * a seat belt: an allowed interpreter, or a file written before, does what it likes.
 */
export function commandRefusal(lists: Lists<string>, command: GivenCommand): PolicyError | undefined {
  if (lists.allowed === undefined && lists.denied.length === 0) return undefined;
  const commands = typeof command === "string" ? simpleCommands(command) : [command];
  for (const words of commands) {
    const denied = lists.denied.find((pattern) => matches(pattern, words, true));
    if (denied !== undefined) {
      return new PolicyError(
        `The command ${words.join(" ").slice(0, 100)} is denied by PROXMOX_DENIED_COMMANDS (${denied}).`,
        {
          settings: ["PROXMOX_DENIED_COMMANDS"],
          remedy: "The owner changes that list and restarts the server.",
        },
      );
    }
    const { allowed } = lists;
    if (allowed !== undefined && !allowed.some((pattern) => matches(pattern, words, false))) {
      return notAllowed(words.join(" "), allowed);
    }
  }
  if (lists.allowed !== undefined && typeof command === "string" && substitution.test(command)) {
    return notAllowed("with a substitution in it", lists.allowed);
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

/**
 * Splits a shell line into its simple commands and these into words: at `;`, `&`, `|`, line ends, backticks and brackets
 * outside of quotes. Variables set and shell keywords in front of a command, redirections and comments are left out.
 */
function simpleCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let redirected = false;
  for (const [, , separator, redirection, word] of line.replaceAll("\\\n", "").matchAll(token)) {
    if (separator !== undefined) commands.push([]);
    else if (word !== undefined && !redirected) commands.at(-1)?.push(unquoted(word));
    redirected = redirection !== undefined;
  }
  return commands.map((words) => withoutPrefixes(words)).filter((words) => words.length > 0);
}

function unquoted(word: string): string {
  return word.replace(
    /\\([\s\S])|"((?:\\[\s\S]|[^"\\])*)"?|'([^']*)'?/g,
    (_, escaped, double, single) =>
      escaped ?? (double === undefined ? single ?? "" : double.replace(/\\(["\\$`])/g, "$1")),
  );
}

function withoutPrefixes(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word) && !leading.has(word));
  return first === -1 ? [] : words.slice(first);
}
