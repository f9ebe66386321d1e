import type { ServerChannel, Session as Ssh2Session } from "ssh2";
import type { Account } from "../linux/files/accounts.ts";
import { become } from "../linux/programs/start.ts";
import { exitCode } from "../linux/kernel/exit_status.ts";
import type { Process } from "../linux/kernel/process.ts";
import { signalName } from "../linux/kernel/signals.ts";
import { ChannelInput, ChannelOutput } from "./channel_file.ts";
import { serveSftp } from "./sftp/serve.ts";
import { Terminal } from "./terminal.ts";
import { interactiveShell } from "./interactive_shell.ts";

/** What a session runs under. */
export interface SessionContext {
  /** The process of the connection, `sshd-session`. */
  readonly sshd: Process;
  readonly account: Account;
  readonly environment: ReadonlyMap<string, string>;
  readonly onCommand: (line: string) => void;
}

/** Signals that SSH can name. */
const NAMED: ReadonlySet<string> = new Set(
  "ABRT ALRM FPE HUP ILL INT KILL PIPE QUIT SEGV TERM USR1 USR2".split(" "),
);

/** Serves one session channel: a command, a shell or SFTP. */
export function serveSession(session: Ssh2Session, context: SessionContext): void {
  const environment = new Map(context.environment);
  let process: Process | undefined;
  let wantsTerminal = false;
  // sshd_config of Debian: AcceptEnv LANG LC_*.
  session.on("env", (accept, reject, { key, val }) => {
    if (!/^(?:LANG|LC_\w+)$/.test(key)) return reject?.();
    environment.set(key, val);
    accept?.();
  });
  session.on("pty", (accept, _, { term }) => {
    wantsTerminal = true;
    environment.set("TERM", String(term ?? "xterm"));
    accept?.();
  });
  session.on("window-change", (accept) => accept?.());
  session.on("signal", (accept, _, { name }) => {
    const signal = signalName(String(name));
    if (signal !== undefined) process?.signal(signal);
    accept?.();
  });
  session.on("exec", (accept, _, { command }) => {
    context.onCommand(command);
    process = start(accept(), { ...context, environment }, { command, wantsTerminal });
  });
  session.on("shell", (accept) => {
    process = start(accept(), { ...context, environment }, { command: undefined, wantsTerminal });
  });
  session.on("sftp", (accept) => {
    context.onCommand("sftp");
    serveSftp(accept(), context);
  });
}

interface Order {
  readonly command: string | undefined;
  readonly wantsTerminal: boolean;
}

function start(channel: ServerChannel, context: SessionContext, { command, wantsTerminal }: Order): Process {
  const { sshd, account, environment } = context;
  const input = wantsTerminal ? new Terminal(channel) : new ChannelInput(channel);
  const output = input instanceof Terminal ? input.output : new ChannelOutput(channel, channel);
  const errors = input instanceof Terminal ? input.output : new ChannelOutput(channel.stderr, channel);
  const shell = account.shell.slice(account.shell.lastIndexOf("/") + 1);
  const process = sshd.fork({
    argv: [command === undefined ? `-${shell}` : shell, ...(command === undefined ? [] : ["-c", command])],
    user: account,
    cwd: sshd.fs.peek(account.home)?.kind === "directory" ? account.home : "/",
    env: environment,
    files: [[0, input], [1, output], [2, errors]],
    newSession: true,
  });
  if (input instanceof Terminal) input.attach(process);
  if (command === undefined && wantsTerminal) process.run(interactiveShell);
  else process.run((self) => become(self, [account.shell, ...self.argv.slice(1)]));
  finishWith(channel, process, [output, errors]);
  return process;
}

/** Tells the client how the command ended, and closes the channel when nobody writes to it any more. */
async function finish(
  channel: ServerChannel,
  process: Process,
  outputs: readonly { readonly closed: Promise<void> }[],
): Promise<void> {
  const status = await process.ended;
  if ("signal" in status && NAMED.has(status.signal)) channel.exit(status.signal, false, "");
  else channel.exit(exitCode(status));
  await Promise.all(outputs.map(({ closed }) => closed));
  channel.stderr.end(() => channel.end());
}

function finishWith(
  channel: ServerChannel,
  process: Process,
  outputs: readonly { readonly closed: Promise<void> }[],
): void {
  // The connection may have gone meanwhile; then there is nobody to tell.
  finish(channel, process, outputs).catch(() => channel.destroy());
}
