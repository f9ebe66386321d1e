import { exitCode } from "../../linux/kernel/exit_status.ts";
import type { Program } from "../../linux/kernel/machine.ts";
import type { Process } from "../../linux/kernel/process.ts";
import { findProgram } from "../../linux/kernel/run_program.ts";
import { become } from "../../linux/programs/start.ts";
import { complain, print } from "../../linux/programs/output.ts";
import type { SshUser } from "../options.ts";

const SECURE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Variables that sudo lets through. */
const KEPT = /^(?:LANG|LANGUAGE|LC_\w+|TERM|COLORTERM|DISPLAY)$/;

/** `sudo`: runs a program as root where a rule allows it without a password; there is nobody to ask for one. */
export function sudoProgram(users: Readonly<Record<string, SshUser>>): Program {
  return async (process, args) => {
    const rest = [...args];
    let onlyAsks = false;
    while (rest[0]?.startsWith("-") === true) {
      const option = rest.shift();
      if (option === "--") break;
      if (option === "-l") onlyAsks = true;
      if (option === "-u" || option === "-g") rest.shift();
    }
    while (/^\w+=/.test(rest[0] ?? "")) rest.shift();
    const [name] = rest;
    if (name === undefined) return await complain(process, "usage: sudo [-n] command", 1);
    const path = findProgram(process, name, SECURE_PATH);
    const { user } = process;
    const rule = user.uid === 0 ? "all" : users[user.name]?.sudo;
    const isAllowed = rule === "all" || (path !== undefined && rule?.includes(path) === true);
    if (onlyAsks && path !== undefined) {
      if (isAllowed) return await print(process, `${[path, ...rest.slice(1)].join(" ")}\n`);
      // Whoever may do something without a password is told no in silence.
      if (rule !== undefined) return 1;
    }
    if (!isAllowed) {
      return await complain(
        process,
        args.includes("-n") ? "a password is required" : "a terminal is required to read the password",
      );
    }
    if (path === undefined) return await complain(process, `${name}: command not found`);
    return await runAsRoot(process, [path, ...rest.slice(1)]);
  };
}

async function runAsRoot(process: Process, argv: readonly string[]): Promise<number> {
  const caller = process.user;
  const kept = [...process.env].filter(([name]) => KEPT.test(name));
  // sudo belongs to root itself while it waits, so that its caller cannot end it.
  process.user = { name: "root", uid: 0, gid: 0 };
  const env = new Map([
    ...kept,
    ["PATH", SECURE_PATH],
    ["HOME", "/root"],
    ["USER", "root"],
    ["LOGNAME", "root"],
    ["SHELL", "/bin/bash"],
    ["SUDO_USER", caller.name],
    ["SUDO_UID", String(caller.uid)],
    ["SUDO_GID", String(caller.gid)],
    ["SUDO_COMMAND", argv.join(" ")],
  ] as [string, string][]);
  const child = process.fork({ argv, env });
  child.run((self) => become(self, argv));
  return exitCode(await process.untilSure(child.ended));
}
