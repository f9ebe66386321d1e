import { print } from "../../linux/programs/output.ts";
import { api, type CliCall, type CliCommand, text, vmidOf } from "../command/cli.ts";
import { CommandFailure } from "../command/failure.ts";
import { recordOf, rowsOf } from "../command/show_guest.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** `qm list`: nothing at all when the node has no VM. */
export const listCommand: CliCommand = {
  usage: "[OPTIONS]",
  options: { full: "boolean" },
  run: async (call) => {
    const guests = rowsOf(await api(call, "GET", `/nodes/${call.node}/qemu`)).toSorted((a, b) =>
      Number(a["vmid"]) - Number(b["vmid"])
    );
    if (guests.length === 0) return 0;
    const rows = guests.map(({ vmid, name, status, maxmem, maxdisk, pid }) =>
      row([
        String(vmid),
        String(name),
        String(status),
        String(Math.round(Number(maxmem) / MIB)),
        (Number(maxdisk) / GIB).toFixed(2),
        String(pid ?? 0),
      ])
    );
    return await print(
      call.process,
      row(["VMID", "NAME", "STATUS", "MEM(MB)", "BOOTDISK(GB)", "PID"]) + rows.join(""),
    );
  },
};

function row(
  [vmid = "", name = "", status = "", memory = "", disk = "", pid = ""]: readonly string[],
): string {
  const isHead = vmid === "VMID";
  const number = (cell: string, width: number): string => isHead ? cell.padEnd(width) : cell.padStart(width);
  return `${vmid.padStart(10)} ${name.padEnd(20)} ${status.padEnd(10)} ${
    isHead ? memory.padEnd(10) : memory.padEnd(10)
  } ${isHead ? disk.padEnd(12) : number(disk, 12)} ${pid.padEnd(10)}\n`;
}

/** `qm unlock`: the one way to take a lock away. */
export const unlockCommand: CliCommand = {
  usage: "<vmid>",
  run: async (call) => {
    const vmid = vmidOf(call);
    await api(call, "GET", `/nodes/${call.node}/qemu/${vmid}/config`);
    const guest = call.site.cluster.guest(vmid);
    if (guest !== undefined) delete guest.config["lock"];
    return 0;
  },
};

/** Writes what `qm set` writes before it changes a VM. */
export async function announceUpdate(call: CliCall): Promise<void> {
  const vmid = vmidOf(call);
  const options = Object.entries(call.values).filter(([name]) => name !== "vmid").map(([name, value]) =>
    `-${name} ${value}`
  );
  await api(call, "GET", `/nodes/${call.node}/qemu/${vmid}/config`);
  if (options.length > 0 && call.values["delete"] === undefined) {
    await print(call.process, `update VM ${vmid}: ${options.join(" ")}\n`);
  }
}

/** `qm terminal` needs a serial port, and somebody at a terminal. */
export const terminalCommand: CliCommand = {
  usage: "<vmid> [OPTIONS]",
  options: { escape: "value", iface: "value" },
  run: async (call) => {
    const config = recordOf(await api(call, "GET", `/nodes/${call.node}/qemu/${vmidOf(call)}/config`));
    const hasSerial = Object.keys(config).some((key) => /^serial\d$/.test(key));
    throw new CommandFailure(hasSerial ? "not a terminal" : "unable to find a serial interface");
  },
};

/** `qm cloudinit dump`. */
export const cloudInitDumpCommand: CliCommand = {
  usage: "<vmid> <type>",
  run: async (call) => {
    const type = text(call, "type") ?? "";
    const dump = await api(call, "GET", `/nodes/${call.node}/qemu/${vmidOf(call)}/cloudinit/dump`, { type });
    return await print(call.process, `${String(dump)}\n`);
  },
};
