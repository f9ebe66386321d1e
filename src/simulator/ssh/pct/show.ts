import { parsePropertyString, parseSize } from "../../cluster/property_string.ts";
import { print } from "../../linux/programs/output.ts";
import { api, type CliCommand, vmidOf } from "../command/cli.ts";
import { recordOf, rowsOf } from "../command/show_guest.ts";
import { findContainer } from "./container.ts";
import { CommandFailure } from "../command/failure.ts";

/** `pct list`: nothing at all when the node has no container. */
export const listCommand: CliCommand = {
  usage: "",
  run: async (call) => {
    const guests = rowsOf(await api(call, "GET", `/nodes/${call.node}/lxc`)).toSorted((a, b) =>
      Number(a["vmid"]) - Number(b["vmid"])
    );
    if (guests.length === 0) return 0;
    const rows = guests.map(({ vmid, status, lock, name }) =>
      row(String(vmid), String(status), String(lock ?? ""), String(name))
    );
    return await print(call.process, row("VMID", "Status", "Lock", "Name") + rows.join(""));
  },
};

function row(vmid: string, status: string, lock: string, name: string): string {
  return `${vmid.padEnd(10)} ${status.padEnd(10)} ${lock.padEnd(12)} ${name.padEnd(20)}\n`;
}

/** `pct df`: what each volume of a running container holds. */
export const diskFreeCommand: CliCommand = {
  usage: "<vmid>",
  run: async (call) => {
    const vmid = vmidOf(call);
    const guest = findContainer(call, vmid);
    const config = recordOf(await api(call, "GET", `/nodes/${call.node}/lxc/${vmid}/config`));
    if (guest === undefined) throw new CommandFailure(`CT ${vmid} does not exist`);
    const rows = Object.entries(config).filter(([key]) => /^(?:rootfs|mp\d+)$/.test(key))
      .toSorted(([a], [b]) => a === "rootfs" ? -1 : b === "rootfs" ? 1 : a < b ? -1 : 1).map(
        ([key, value]) => {
          const { volume = "", mp = "/", size = "0" } = parsePropertyString(String(value), "volume");
          const total = parseSize(size) ?? 0;
          const used = key === "rootfs" ? guest.system.used : Math.round(total * 0.42);
          const share = total === 0 ? 0 : used / total;
          return [
            key,
            volume,
            human(total),
            human(used),
            human(total - used),
            (share * 100).toFixed(1).padStart(4),
            mp,
          ];
        },
      );
    const all = [["MP", "Volume", "Size", "Used", "Avail", "Use%", "Path"], ...rows];
    const widths = [0, 1, 2, 3, 4, 5].map((column) =>
      Math.max(...all.map((cells) => (cells[column] ?? "").length))
    );
    const lines = all.map((cells) =>
      `${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" ").trimEnd()}\n`
    );
    return await print(call.process, lines.join(""));
  },
};

function human(bytes: number): string {
  const units = ["B", "K", "M", "G", "T"];
  const unit = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** unit).toFixed(1)}${units[unit]}`;
}

/** `pct unlock`: the one way to take a lock away. */
export const unlockCommand: CliCommand = {
  usage: "<vmid>",
  run: async (call) => {
    const vmid = vmidOf(call);
    await api(call, "GET", `/nodes/${call.node}/lxc/${vmid}/config`);
    const guest = findContainer(call, vmid);
    if (guest !== undefined) delete guest.config["lock"];
    return 0;
  },
};
