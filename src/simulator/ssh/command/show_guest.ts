import { print } from "../../linux/programs/output.ts";
import { api, type CliCall, type CliCommand, text, vmidOf } from "./cli.ts";
import { keyValueLines, pendingLines, snapshotTree } from "./guest_text.ts";

/** The commands that `pct` and `qm` share for looking at one guest. */
export function guestShowCommands(type: "lxc" | "qemu"): Readonly<Record<string, CliCommand>> {
  const path = (call: CliCall): string => `/nodes/${call.node}/${type}/${vmidOf(call)}`;
  return {
    config: {
      usage: "<vmid> [OPTIONS]",
      options: { current: "boolean", snapshot: "value" },
      run: async (call) => {
        const snapshot = text(call, "snapshot");
        const current = text(call, "current");
        const config = await api(call, "GET", `${path(call)}/config`, {
          ...(snapshot === undefined ? {} : { snapshot }),
          ...(current === undefined ? {} : { current }),
        });
        return await print(call.process, keyValueLines(withoutDigest(config)));
      },
    },
    listsnapshot: {
      usage: "<vmid>",
      run: async (call) =>
        await print(call.process, snapshotTree(rowsOf(await api(call, "GET", `${path(call)}/snapshot`)))),
    },
    pending: {
      usage: "<vmid>",
      run: async (call) =>
        await print(call.process, pendingLines(rowsOf(await api(call, "GET", `${path(call)}/pending`)))),
    },
    status: {
      usage: "<vmid> [OPTIONS]",
      options: { verbose: "boolean" },
      run: async (call) => {
        const status = recordOf(await api(call, "GET", `${path(call)}/status/current`));
        const shown = String(status["qmpstatus"] ?? status["status"]);
        if (text(call, "verbose") !== "1") return await print(call.process, `status: ${shown}\n`);
        const { ha: _, ...rest } = status;
        return await print(call.process, keyValueLines(rest));
      },
    },
  };
}

function withoutDigest(config: unknown): Record<string, unknown> {
  const { digest: _, ...rest } = recordOf(config);
  return rest;
}

/** A value of the REST tree that is an object. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** A value of the REST tree that is a list of objects. */
export function rowsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}
