import type { Program } from "../../linux/kernel/machine.ts";
import { print } from "../../linux/programs/output.ts";
import { volumePath } from "../../cluster/storage.ts";
import { apiCommand } from "../command/api_command.ts";
import { api, type CliCall, type CliCommand, cliProgram, text } from "../command/cli.ts";
import { CommandFailure } from "../command/failure.ts";
import { rowsOf } from "../command/show_guest.ts";
import type { Site } from "../site.ts";

/** `pvesm` on a node. */
export function pvesmProgram(site: Site, node: string): Program {
  return cliProgram("pvesm", {
    status: statusCommand,
    list: listCommand,
    path: pathCommand,
    free: apiCommand(site, {
      method: "DELETE",
      path: "/nodes/{node}/storage/{storage}/content/{volume}",
      usage: "<volume> [OPTIONS]",
      isLenient: true,
    }),
  }, { site, node });
}

const statusCommand: CliCommand = {
  usage: " [OPTIONS]",
  options: { content: "value", enabled: "boolean", format: "boolean", storage: "value", target: "value" },
  run: async (call) => {
    const storage = text(call, "storage");
    requireStorage(call, storage);
    const rows = rowsOf(
      await api(call, "GET", `/nodes/${call.node}/storage`, storage === undefined ? {} : { storage }),
    )
      .toSorted((a, b) => String(a["storage"]) < String(b["storage"]) ? -1 : 1);
    const width = Math.max(4, ...rows.map((row) => String(row["storage"]).length));
    const line = (cells: readonly string[]): string => {
      const [name = "", type = "", status = "", total = "", used = "", free = "", share = ""] = cells;
      return `${name.padEnd(width)} ${type.padStart(10)} ${status.padStart(10)} ${total.padStart(16)} ${
        used.padStart(15)
      } ${free.padStart(15)} ${share.padStart(8)}\n`;
    };
    const lines = rows.map(({ storage: name, type, active, total, used, avail }) => {
      const share = Number(total) === 0 ? "N/A" : `${((Number(used) / Number(total)) * 100).toFixed(2)}%`;
      const kib = (bytes: unknown): string => String(Math.floor(Number(bytes ?? 0) / 1024));
      return line([
        String(name),
        String(type),
        active === 1 ? "active" : "inactive",
        kib(total),
        kib(used),
        kib(avail),
        share,
      ]);
    });
    const head = line(["Name", "Type", "Status", "Total (KiB)", "Used (KiB)", "Available (KiB)", "%"]);
    return await print(call.process, head + lines.join(""));
  },
};

const listCommand: CliCommand = {
  usage: "<storage> [OPTIONS]",
  options: { content: "value", vmid: "value" },
  run: async (call) => {
    const storage = text(call, "storage") ?? "";
    requireStorage(call, storage);
    const rows = rowsOf(
      await api(call, "GET", `/nodes/${call.node}/storage/${storage}/content`, filters(call)),
    );
    const width = Math.max(5, ...rows.map(({ volid }) => String(volid).length));
    const line = (cells: readonly string[]): string =>
      `${(cells[0] ?? "").padEnd(width)} ${(cells[1] ?? "").padEnd(7)} ${(cells[2] ?? "").padEnd(9)} ${
        (cells[3] ?? "").padStart(12)
      } ${cells[4] ?? ""}`.trimEnd() + "\n";
    const lines = rows.map(({ volid, format, content, size, vmid }) =>
      line([String(volid), String(format), String(content), String(size), String(vmid ?? "")])
    );
    return await print(call.process, line(["Volid", "Format", "Type", "Size", "VMID"]) + lines.join(""));
  },
};

function filters(call: CliCall): Record<string, string> {
  const [content, vmid] = [text(call, "content"), text(call, "vmid")];
  return { ...(content === undefined ? {} : { content }), ...(vmid === undefined ? {} : { vmid }) };
}

const pathCommand: CliCommand = {
  usage: "<volume>",
  run: async (call) => {
    const [storage = "", name = ""] = (text(call, "volume") ?? "").split(":");
    const found = requireStorage(call, storage);
    return await print(call.process, `${found === undefined ? name : volumePath(found, name)}\n`);
  },
};

function requireStorage(call: CliCall, storage: string | undefined) {
  if (storage === undefined) return undefined;
  const found = call.site.cluster.storage(storage);
  if (found !== undefined) return found;
  throw new CommandFailure(`400 Parameter verification failed.\nstorage: No such storage.\n${call.synopsis}`);
}
