import { exitCode } from "../../linux/kernel/exit_status.ts";
import type { Process } from "../../linux/kernel/process.ts";
import { runProgram } from "../../linux/kernel/run_program.ts";
import { SystemError } from "../../linux/system_error.ts";
import { CommandFailure } from "../command/failure.ts";
import { type CliCall, type CliCommand, text, vmidOf } from "../command/cli.ts";
import { enterContainer, requireContainer } from "./container.ts";

/** `pct exec`: runs a program in a container, with the arguments as they are. */
export const execCommand: CliCommand = {
  usage: "<vmid> [<extra-args>] [OPTIONS]",
  options: { "keep-env": "boolean" },
  run: async (call) => {
    const vmid = vmidOf(call);
    const container = requireContainer(call, vmid);
    if (call.extra.length === 0) {
      throw new CommandFailure("missing command at /usr/share/perl5/PVE/CLI/pct.pm line 246.");
    }
    return await attach(call, enterContainer(call, container), call.extra);
  },
};

/** Runs a program in the container; the exit code of a killed one is 128 and the signal's number. */
async function attach(
  { process, ...call }: CliCall,
  enter: ReturnType<typeof enterContainer>,
  argv: readonly string[],
): Promise<number> {
  const vmid = text({ process, ...call }, "vmid") ?? "";
  const keeps = text({ process, ...call }, "keep-env") !== "0";
  const plain = new Map([["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], [
    "TERM",
    "linux",
  ]]);
  const env = new Map(keeps ? process.env : plain);
  env.set("container", "lxc");
  process.argv = ["lxc-attach", "-n", vmid, ...(keeps ? ["--keep-env"] : ["--clear-env"]), "--", ...argv];
  const child = enter({ argv, env });
  child.run((self) => become(self, vmid, argv));
  return exitCode(await process.untilSure(child.ended));
}

async function become(process: Process, vmid: string, argv: readonly string[]): Promise<number> {
  try {
    return await runProgram(process, argv);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const place = `lxc-attach: ${vmid}: ../src/lxc/attach.c: lxc_attach_run_command: 1841`;
    await process.write(2, `${place} ${error.message} - Failed to exec "${argv[0] ?? ""}"\n`);
    return error.code === "ENOENT" ? 127 : 126;
  }
}
