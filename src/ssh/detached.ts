/**
 * Runs a command that nothing but itself may end, whatever becomes of the connection: a change to Proxmox. `$1` a token,
 * then the command. On stderr, behind the token: the process id first, `task UPID` as soon as the command has a task of
 * Proxmox below it, and `exit CODE` at the end.
 *
 * What it writes goes through `tee -p`, which reads on when nobody listens any more: pvesh ends its task when its own
 * output breaks. Proxmox titles the process of a task `task UPID`.
 */
const script = `
token=$1
shift
echo "$token $$" >&2
title_of() { text=; while IFS= read -r part || [ "$part" ]; do text="$text $part"; done < "$1"; }
tell_task() {
  while [ $# -gt 0 ]; do
    below=
    for id do
      { title_of "/proc/$id/cmdline"; } 2>/dev/null
      case $text in " task UPID:"*) text=\${text# task }; echo "$token task \${text%% *}"; return 0 ;; esac
      children=
      { read -r children < "/proc/$id/task/$id/children"; } 2>/dev/null
      below="$below $children"
    done
    set -- $below
  done
  return 1
}
{
  {
    "$@" </dev/null 3>&- &
    command=$!
    { while [ -d "/proc/$command" ]; do tell_task "$command" >&2 && break; sleep 0.1 2>&1; done; } </dev/null >/dev/null 3>&- &
    watcher=$!
    wait "$command"
    code=$?
    kill "$watcher" 2>/dev/null
    echo "$token exit $code" >&2
  } 2>&1 >&3 | tee -p /dev/null >&2
} 3>&1 | tee -p /dev/null
`;

/** The arguments that run a command so that it survives its connection. */
export function detached(token: string, argv: readonly string[]): string[] {
  return ["sh", "-c", script, "sh", token, ...argv];
}

/** What a detached command has said so far behind its token, and its own stderr without that. */
export interface DetachedReport {
  /** UPID of the task that the command started. */
  readonly upid: string | undefined;
  /** Exit code; undefined while it runs. */
  readonly code: number | undefined;
  readonly stderr: string;
}

/** Reads the stderr of a detached command; a line that is not whole yet counts as its own. */
export function readReport(token: string, stderr: string): DetachedReport {
  const said = (what: string): string | undefined =>
    new RegExp(`^${token} ${what} (\\S+)$`, "m").exec(stderr)?.[1];
  const code = said("exit");
  return {
    upid: said("task"),
    code: code === undefined ? undefined : Number(code),
    stderr: stderr.split("\n").filter((line) => !line.startsWith(`${token} `)).join("\n"),
  };
}
