import { simpleCommands } from "./shell_line.ts";

/** Programs that run the program named somewhere among their arguments. */
const runners = new Set(
  ("busybox chroot chrt command doas env exec flock ionice nice nohup nsenter parallel runuser setpriv setsid stdbuf su " +
    "sudo systemd-run taskset time timeout toybox unshare xargs").split(" "),
);

const shells = new Set("ash bash csh dash fish ksh mksh rbash sh tcsh zsh".split(" "));

/** Programs that hand their arguments, joined to a line, to a shell. */
const lineRunners = new Set(["eval", "watch"]);

/** Arguments of `find` behind which a command stands. */
const findActions = new Set(["-exec", "-execdir", "-ok", "-okdir"]);

/** Words that a pattern is compared with at most. */
const longestCommand = 40;

/**
 * A command and those that it runs in its turn: behind `sudo`, `env`, `xargs` and their like, in `find -exec`, and in the
 * lines that `sh -c`, `su -c` and `eval` take.
 *
 * @param words a program and its arguments.
 */
export function commandsWithin(words: readonly string[]): readonly (readonly string[])[] {
  return beginnings(words).flatMap((start) => {
    const command = words.slice(start, start + longestCommand);
    const line = lineOf(words, start);
    return [command, ...(line === undefined ? [] : simpleCommands(line).flatMap(commandsWithin))];
  });
}

/** Where a command may begin among the words of one that may run another. */
function beginnings(words: readonly string[]): readonly number[] {
  const program = programName(words[0]);
  const places = [...words.keys()];
  // What begins with a hyphen is left of a program that a shell takes for a keyword (`time -p`).
  if (runners.has(program) || program.startsWith("-")) return places;
  return program === "find"
    ? places.filter((place) => place === 0 || findActions.has(words[place - 1] ?? ""))
    : places.slice(0, 1);
}

/** The line for a shell that the command at a place runs; undefined where it runs none. */
function lineOf(words: readonly string[], start: number): string | undefined {
  const program = programName(words[start]);
  if (lineRunners.has(program)) return words.slice(start + 1).join(" ");
  if (!shells.has(program) && program !== "su" && program !== "runuser") return undefined;
  const option = words.findIndex((word, place) =>
    place > start && (/^-[A-Za-z]*c$/.test(word) || word === "--command")
  );
  return option === -1 ? undefined : words.find((word, place) => place > option && !/^[-+]/.test(word));
}

function programName(word = ""): string {
  return word.slice(word.lastIndexOf("/") + 1).toLowerCase();
}
