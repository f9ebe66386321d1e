import { accountsOf } from "../files/accounts.ts";
import { exitCode } from "../kernel/exit_status.ts";
import type { Program } from "../kernel/machine.ts";
import type { ForkOptions, Process } from "../kernel/process.ts";
import { runProgram } from "../kernel/run_program.ts";
import { type SignalName, signalName } from "../kernel/signals.ts";
import { shellProgram } from "../shell/main.ts";
import { SystemError } from "../system_error.ts";
import { readWhole } from "./input.ts";
import { sendSignals } from "./kill.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, print } from "./output.ts";

/** Programs that start others, end them, or wait. */
export const startPrograms: Readonly<Record<string, Program>> = {
  bash: shellProgram,
  env: environment,
  kill: (process, args) => sendSignals(process, args, (message) => complain(process, message).then(() => {})),
  nice: withOptions(
    { values: "n", stopsAtOperand: true },
    (process, { operands }) => become(process, operands),
  ),
  nohup: async (process, args) => {
    process.dispose("HUP", "ignore");
    return await become(process, args);
  },
  setsid: withOptions({ flags: "cfw", stopsAtOperand: true }, setsid),
  sh: shellProgram,
  sleep,
  su: switchUser,
  timeout: withOptions({
    values: "ks",
    flags: "v",
    long: { "kill-after": "k", signal: "s", foreground: "v", "preserve-status": "v" },
    stopsAtOperand: true,
  }, timeout),
  xargs: withOptions({ flags: "0rt", values: "nIPL", stopsAtOperand: true }, xargs),
};

/** Turns a process into another program; what keeps it from that is said in the manner of coreutils. */
export async function become(process: Process, argv: readonly string[]): Promise<number> {
  const [name = ""] = argv;
  const own = process.argv;
  try {
    return await runProgram(process, argv);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    process.argv = own;
    const shown = own[0]?.endsWith("env") === true ? `‘${name}’` : `failed to run command ‘${name}’`;
    return await complain(process, `${shown}: ${error.message}`, error.code === "ENOENT" ? 127 : 126);
  }
}

/** Runs a program in a child. */
export function startChild(process: Process, argv: readonly string[], options: ForkOptions = {}): Process {
  const child = process.fork({ argv, ...options });
  child.run((self) => become(self, argv));
  return child;
}

async function environment(process: Process, args: readonly string[]): Promise<number> {
  const rest = [...args];
  let separator = "\n";
  for (let arg = rest[0]; arg !== undefined && arg.startsWith("-"); arg = rest[0]) {
    rest.shift();
    if (arg === "-i" || arg === "-") process.env.clear();
    else if (arg === "-0") separator = "\0";
    else if (arg === "-u") process.env.delete(rest.shift() ?? "");
    else if (arg === "--") break;
    else return await complain(process, `invalid option -- '${arg.slice(1)}'`, 125);
  }
  while (rest[0]?.includes("=") === true) {
    const [assignment = ""] = rest.splice(0, 1);
    const at = assignment.indexOf("=");
    process.env.set(assignment.slice(0, at), assignment.slice(at + 1));
  }
  if (rest.length > 0) return await become(process, rest);
  return await print(
    process,
    [...process.env].map(([name, value]) => `${name}=${value}${separator}`).join(""),
  );
}

/** Only who leads a session already needs a child for another one. */
async function setsid(process: Process, options: Options): Promise<number> {
  if (process.session !== process && !options.has("f")) {
    process.session = process;
    return await become(process, options.operands);
  }
  const child = startChild(process, options.operands, { newSession: true });
  return options.has("w") ? exitCode(await process.untilSure(child.ended)) : 0;
}

/** Seconds of a text such as `1.5`, `2m` or `infinity`; undefined when it is none. */
export function seconds(text: string): number | undefined {
  if (/^inf(?:inity)?$/.test(text)) return Infinity;
  const match = /^(\d*\.?\d+)([smhd]?)$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * ({ m: 60, h: 3600, d: 86400 }[match[2] ?? ""] ?? 1);
}

async function sleep(process: Process, args: readonly string[]): Promise<number> {
  if (args.length === 0) return await complain(process, "missing operand");
  let total = 0;
  for (const arg of args) {
    const part = seconds(arg);
    if (part === undefined) return await complain(process, `invalid time interval ‘${arg}’`);
    total += part;
  }
  await process.sleep(total);
  return 0;
}

async function timeout(process: Process, options: Options): Promise<number> {
  const [duration = "", ...argv] = options.operands;
  const limit = seconds(duration);
  if (limit === undefined) return await complain(process, `invalid time interval ‘${duration}’`, 125);
  const child = startChild(process, argv);
  const signal: SignalName = signalName(options.values.get("s") ?? "TERM") ?? "TERM";
  const ended = await endedWithin(process, child, limit === 0 ? Infinity : limit);
  if (ended) return exitCode(await process.untilSure(child.ended));
  child.signal(signal);
  const grace = seconds(options.values.get("k") ?? "infinity") ?? Infinity;
  if (await endedWithin(process, child, grace)) return signal === "KILL" ? 137 : 124;
  child.signal("KILL");
  return 137;
}

async function endedWithin(process: Process, child: Process, limit: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<false>();
  const callOff = process.machine.after(limit, () => resolve(false));
  try {
    return await process.untilSure(Promise.race([child.ended.then(() => true), promise]));
  } finally {
    callOff();
  }
}

async function xargs(process: Process, options: Options): Promise<number> {
  const text = new TextDecoder().decode(await readWhole(process, "-"));
  const place = options.values.get("I");
  const separator = options.has("0") ? "\0" : place === undefined ? /\s+/ : "\n";
  const items = text.split(separator).map((item) => place === undefined ? item : item.trim()).filter((item) =>
    item !== ""
  );
  const argv = options.operands.length === 0 ? ["echo"] : options.operands;
  if (items.length === 0 && options.has("r")) return 0;
  const size = Number(options.values.get("n") ?? (items.length || 1));
  const calls = place !== undefined
    ? items.map((item) => argv.map((word) => word.replaceAll(place, item)))
    : Array.from(
      { length: Math.max(1, Math.ceil(items.length / size)) },
      (_, index) => [...argv, ...items.slice(index * size, (index + 1) * size)],
    );
  let worst = 0;
  for (const call of calls) {
    const code = exitCode(await process.untilSure(startChild(process, call).ended));
    if (code !== 0) worst = code === 126 || code === 127 ? code : 123;
  }
  return worst;
}

/** `su`: `-` or `-l` for a login, `-s SHELL`, `-c COMMAND`, a user and arguments for the shell. */
async function switchUser(process: Process, args: readonly string[]): Promise<number> {
  const rest = [...args];
  const operands: string[] = [];
  let [login, shell, command] = [false, "", ""];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "-" || arg === "-l" || arg === "--login") login = true;
    else if (arg === "-s" || arg === "--shell") shell = rest.shift() ?? "";
    else if (arg === "-c" || arg === "--command") command = rest.shift() ?? "";
    else if (arg === "--") operands.push(...rest.splice(0));
    else if (/^-[mp]$/.test(arg)) continue;
    else operands.push(arg);
  }
  const [name = "root", ...more] = operands;
  const account = accountsOf(process.fs).byName(name);
  if (account === undefined) {
    return await complain(
      process,
      `user ${name} does not exist or the user entry does not contain all the required fields`,
    );
  }
  if (process.user.uid !== 0 && process.user.uid !== account.uid) {
    return await complain(process, "Authentication failure");
  }
  if (login) {
    if (process.fs.peek(account.home)?.kind === "directory") process.cwd = account.home;
    else {await process.write(
        2,
        `su: warning: cannot change directory to ${account.home}: No such file or directory\n`,
      );}
    const kept = process.env.get("TERM");
    process.env.clear();
    if (kept !== undefined) process.env.set("TERM", kept);
    process.env.set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }
  process.user = account;
  for (
    const [key, value] of Object.entries({
      HOME: account.home,
      USER: name,
      LOGNAME: name,
      SHELL: shell || account.shell,
    })
  ) {
    process.env.set(key, value);
  }
  const path = shell || account.shell;
  return await become(process, [path, ...(command === "" ? [] : ["-c", command]), ...more]);
}
