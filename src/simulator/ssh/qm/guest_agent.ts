import { print } from "../../linux/programs/output.ts";
import { readWhole } from "../../linux/programs/input.ts";
import { api, type CliCall, type CliCommand, text, vmidOf } from "../command/cli.ts";
import { CommandFailure } from "../command/failure.ts";
import { recordOf } from "../command/show_guest.ts";
import { prettyJson } from "../pvesh/json.ts";

/** The exit code of Perl's `die` after a failed spawn: the last error number of the system. */
const SPAWN_FAILED = 29;

/** `qm guest exec`: the exit code of the program in the VM is in the answer, not qm's own. */
export const guestExecCommand: CliCommand = {
  usage: "<vmid> [<extra-args>] [OPTIONS]",
  options: { "pass-stdin": "boolean", synchronous: "boolean", timeout: "value" },
  run: async (call) => {
    const { process, extra } = call;
    const base = `/nodes/${call.node}/qemu/${vmidOf(call)}/agent`;
    const input = text(call, "pass-stdin") === "1"
      ? { "input-data": latin(await readWhole(process, "-")) }
      : {};
    const started = await startProgram(call, base, { command: extra, ...input });
    const { pid } = recordOf(started);
    if (text(call, "synchronous") === "0") return await print(process, prettyJson({ pid }));
    const limit = Number(text(call, "timeout") ?? 30);
    for (let waited = 0; limit === 0 || waited < limit; waited++) {
      const status = recordOf(await api(call, "GET", `${base}/exec-status`, { pid }));
      if (status["exited"] === 1) return await print(process, prettyJson(status));
      await process.sleep(1);
    }
    await process.write(2, "timeout reached, returning pid\n");
    return await print(process, prettyJson({ pid }));
  },
};

/** A program that is not found breaks the daemon's pipe over HTTP; here its reason shows. */
async function startProgram(
  call: CliCall,
  base: string,
  params: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  try {
    return await api(call, "POST", `${base}/exec`, params);
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.message !== "Broken pipe") throw error;
    const reason = `Failed to execute child process “${call.extra[0] ?? ""}” (No such file or directory)`;
    throw new CommandFailure(`Agent error: ${reason}`, SPAWN_FAILED);
  }
}

function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** `qm guest exec-status`. */
export const guestStatusCommand: CliCommand = {
  usage: "<vmid> <pid>",
  run: async (call) => {
    const base = `/nodes/${call.node}/qemu/${vmidOf(call)}/agent`;
    try {
      return await print(
        call.process,
        prettyJson(await api(call, "GET", `${base}/exec-status`, { pid: text(call, "pid") })),
      );
    } catch (error) {
      if (!(error instanceof CommandFailure) || !/^Agent error/.test(error.message)) throw error;
      throw new CommandFailure(error.message, SPAWN_FAILED);
    }
  },
};

/** `qm guest cmd` and `qm agent`. */
export const guestCommand: CliCommand = {
  usage: "<vmid> <command>",
  run: async (call) => {
    const command = text(call, "command") ?? "";
    const path = `/nodes/${call.node}/qemu/${vmidOf(call)}/agent/${encodeURIComponent(command)}`;
    const method = call.site.endpoint("GET", path) === undefined ? "POST" : "GET";
    const answer = recordOf(await api(call, method, path));
    return await print(call.process, prettyJson(answer["result"] ?? answer));
  },
};
