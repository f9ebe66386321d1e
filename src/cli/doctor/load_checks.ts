import { agentFault } from "../../wire/conditions.ts";
import { ApiError, WireError } from "../../wire/errors.ts";
import { guestAddresses, guestStatus } from "../../proxmox/guest_status.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest, StorageRow } from "../../proxmox/resources.ts";
import { storageStatus } from "../../proxmox/storage.ts";
import { counted } from "../../text/list.ts";
import { type Check, ok, type Patient, skipped, warning } from "./check.ts";

/** Milliseconds after which a storage counts as slow. */
const slow = 2000;

/** Storages and VMs that are asked, at most: enough to see a fault, few enough for the rate limit. */
const asked = 40;

/** Troubles of the cluster's own that would look like ours: storages that answer slowly, guest agents that do not. */
export const loadChecks: readonly Check<Patient>[] = [
  {
    name: "storages",
    async look({ proxmox }) {
      const { storages, nodes } = await proxmox.resources();
      // What lies on a node that is away can only be waited for in vain.
      const online = new Set(nodes.filter((row) => row.status === "online").map((row) => row.node));
      const there = storages.filter((row) => online.has(row.node));
      const named = new Map(
        there.map((row) => [row.shared ? row.storage : `${row.storage} on ${row.node}`, row]),
      );
      if (named.size === 0) return skipped("none is to be seen (Datastore.Audit on /storage)");
      const chosen = [...named].slice(0, asked);
      const troubles = await Promise.all(chosen.map(([name, row]) => storageTrouble(proxmox, name, row)));
      const found = troubles.filter((trouble) => trouble !== undefined);
      if (found.length > 0) {
        return warning(
          found.join("\n"),
          "Look at the storage, and at the network or disk behind it (`pvesm status`).",
        );
      }
      return ok(
        chosen.length === named.size
          ? `all ${named.size} answer`
          : `${chosen.length} of ${named.size} asked, all answer`,
      );
    },
  },
  {
    name: "guest agents",
    async look({ proxmox }) {
      const { guests } = await proxmox.resources();
      const running = guests.filter((guest) => guest.type === "qemu" && guest.status === "running");
      if (running.length === 0) return skipped("no VM runs");
      const chosen = running.slice(0, asked);
      const answers = await Promise.all(chosen.map((guest) => agentState(proxmox, guest)));
      const silent = chosen.filter((_, index) => answers[index] === "silent");
      const answering = answers.filter((answer) => answer === "answers").length;
      if (silent.length > 0) {
        return warning(
          `${silent.map(({ vmid, name }) => `${vmid}${name === undefined ? "" : ` (${name})`}`).join(", ")} ${
            silent.length === 1 ? "does" : "do"
          } not answer, so addresses, commands and files are out of reach there`,
          "Install and start qemu-guest-agent inside, or switch the option off: `qm set VMID --agent 0`.",
        );
      }
      const off = answers.filter((answer) => answer === "off").length;
      return ok(
        `${answering} of ${counted(chosen.length, "running VM")} answer${
          off === 0 ? "" : `; ${off} ${off === 1 ? "has" : "have"} none enabled`
        }`,
      );
    },
  },
];

async function storageTrouble(proxmox: Proxmox, name: string, row: StorageRow): Promise<string | undefined> {
  const began = performance.now();
  try {
    const { active } = await storageStatus(proxmox.connection, row.node, row.storage);
    if (!active) return `${name} is not active`;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return `${name}: ${error.message}`;
  }
  const took = performance.now() - began;
  return took > slow ? `${name} took ${(took / 1000).toFixed(1)} s to answer` : undefined;
}

async function agentState(proxmox: Proxmox, guest: Guest): Promise<"answers" | "silent" | "off" | "unknown"> {
  try {
    const { agent } = await guestStatus(proxmox.connection, guest);
    if (!agent) return "off";
    const found = await guestAddresses(proxmox.connection, guest);
    if ("addresses" in found) return "answers";
    const fault = agentFault(found.unknownBecause);
    return fault === "not-running" || fault === "timeout" ? "silent" : "unknown";
  } catch (error) {
    // A guest that went away meanwhile, or that the login may not ask.
    if (error instanceof ApiError) return "unknown";
    throw error;
  }
}
