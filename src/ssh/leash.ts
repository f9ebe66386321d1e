import { commandLine } from "./quote.ts";

/**
 * Shell functions that end a process with everything it started: the members of its session and all descendants, read
 * from /proc with what every POSIX shell has built in. First SIGTERM, then SIGKILL for what is left after two seconds; both
 * while all of them are stopped, so that none can start another one unseen between the look and the signal.
 *
 * `end_family PID`. The shell that runs it leaves itself out.
 */
const endFamily = `
read_all() { text=; while IFS= read -r part || [ "$part" ]; do text="$text $part"; done < "$1"; }
family() {
  read -r own rest < /proc/self/stat
  table=
  for file in /proc/[0-9]*/stat; do
    { read_all "$file"; } 2>/dev/null || continue
    id=\${text%% (*}; id=\${id# }
    set -- \${text##*) }
    [ "$1" = Z ] || [ "$id" = "$own" ] || table="$table $id:$2:$1:$4"
  done
  again=yes
  while [ "$again" ]; do
    again=
    for row in $table; do
      id=\${row%%:*}; session=\${row##*:}; parent=\${row#*:}; parent=\${parent%%:*}
      case $found in *" $id "*) continue ;; esac
      [ "$session" = "$root" ] || case $found in *" $parent "*) ;; *) continue ;; esac
      found="$found$id "
      again=yes
    done
  done
  alive= awake=
  for row in $table; do
    case $found in *" \${row%%:*} "*) ;; *) continue ;; esac
    alive="$alive \${row%%:*}"
    case $row in *:T:*) ;; *) awake=yes ;; esac
  done
}
send_all() {
  held=none
  for round in 1 2 3 4 5 6 7 8 9; do
    family
    [ "$alive" != "$held" ] || break
    if [ "$awake" ]; then held=none; else held=$alive; fi
    kill -s STOP $alive 2>/dev/null
  done
  kill -s "$1" $alive 2>/dev/null
  kill -s CONT $alive 2>/dev/null
}
end_family() {
  root=$1
  found=" $1 "
  for signal in TERM 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 KILL KILL KILL KILL KILL; do
    if [ "$signal" = 0 ]; then family; else send_all "$signal"; fi
    [ "$alive" ] || return 0
    sleep 0.1 2>/dev/null || sleep 1
  done
  family
  [ ! "$alive" ]
}
`;

/**
 * Runs a command under watch: says its process id on stderr behind a token, and ends it within two seconds when sshd,
 * which started it, is gone (the connection broke). `$1` token, `$2` a command line that ends it given the process id, or
 * empty for `end_family`; `$3` `exec` to become the command, so that exit code and signal are its own, else `wait`; `$4`
 * the locale that the command gets, or empty for the login's (`env` would be one more process to start before it).
 */
const underWatch = `${endFamily}
token=$1 ending=$2 way=$3 locale=$4 watched=$PPID
shift 4
echo "$token $$" >&2
(
  trap '' HUP PIPE
  while sleep 1; do
    [ -d "/proc/$$" ] || exit 0
    [ -d "/proc/$watched" ] && continue
    if [ "$ending" ]; then sh -c "$ending" sh $$; else end_family $$; fi
    exit
  done
) </dev/null >/dev/null 2>&1 &
[ ! "$locale" ] || export LC_ALL="$locale"
[ "$way" = wait ] || exec "$@"
"$@"
exit $?
`;

/** A command that ends another one, given its process id; for where that takes more than a signal. */
export type Ending = (processId: string) => readonly string[];

/** How a command is tied to its connection. */
export interface Leash {
  /** Stands before the process id on stderr; random, so that no output can pass for it. */
  readonly token: string;
  /** How the node ends the command when the connection breaks; {@linkcode endingOf} by default. */
  readonly ending?: Ending | undefined;
  /** True to stay the command's parent: a signal that ends it becomes exit code 128 + n, which `ssh` can carry. */
  readonly wait?: boolean;
  /** Value of LC_ALL for the command; the login's locale by default. */
  readonly locale?: string | undefined;
}

/** A token for one command. */
export function newToken(): string {
  return `pmx-${crypto.randomUUID()}`;
}

/** The command line for the login shell that runs a command under watch. */
export function leashed(
  argv: readonly string[],
  { token, ending, wait = false, locale = "" }: Leash,
): string {
  const settings = [token, endingScript(ending), wait ? "wait" : "exec", locale];
  return `exec ${commandLine(["sh", "-c", underWatch, "sh", ...settings, ...argv])}`;
}

/** The ending as a script that takes the process id as its argument. */
function endingScript(ending: Ending | undefined): string {
  const place = "@process@";
  return ending === undefined ? "" : commandLine(ending(place)).replaceAll(`'${place}'`, '"$1"');
}

/** A command that ends a process, its session and its descendants; it fails when some of them are left. */
export function endingOf(processId: string): string[] {
  return ["/bin/sh", "-c", `${endFamily}end_family "$1"`, "sh", processId];
}

/** One line, so that it stands before the token in what /proc shows of the process. */
const underToken = `"$@"`;

/** Runs a command so that {@linkcode endingByToken} finds it, where its process id is not known. */
export function underTokenOf(token: string, argv: readonly string[]): string[] {
  // The exit is there to keep the shell: it must not become the command, whose arguments lack the token.
  return ["sh", "-c", `${underToken}; exit $?`, token, ...argv];
}

/** A command that finds what {@linkcode underTokenOf} runs by its token and ends it. */
export function endingByToken(token: string): string[] {
  const script = `${endFamily}
for file in /proc/[0-9]*/cmdline; do
  { read_all "$file"; } 2>/dev/null
  case $file:$text in /proc/$$/*) ;; *"$1"*) file=\${file#/proc/}; end_family "\${file%/*}" ;; esac
done`;
  return ["sh", "-c", script, "sh", token];
}
