import { ApiError, WireError } from "../../wire/errors.ts";
import { isAgentAbsent } from "../../wire/conditions.ts";
import { explain } from "../../text/explained.ts";
import { guestAddresses, guestStatus } from "../../proxmox/guest_status.ts";
import { storageStatus } from "../../proxmox/storage.ts";
import { type Check, type Finding, ok, skipped } from "./check.ts";

/** Milliseconds after which a storage counts as slow. */
const slow = 2000;

/** VMs whose agent is asked, at most. */
const agentsAsked = 20;

/** The cluster's own trouble that would look like ours: slow storages, silent guest agents. */
export const clusterChecks: readonly Check[] = [
  {
    name: "storages",
    async look({ proxmox }) {
      const { storages } = await proxmox.resources();
      if (storages.length === 0) return skipped("none is visible (Datastore.Audit on /storage)");
      const seen = new Map(
        storages.map((row) => [row.shared ? row.storage : `${row.storage} on ${row.node}`, row]),
      );
      const answers = await Promise.all([...seen].map(async ([name, row]): Promise<string | undefined> => {
        const began = performance.now();
        try {
          const status = await storageStatus(proxmox.connection, row.node, row.storage);
          if (!status.active) return `${name} is not active`;
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          return `${name}: ${error.message}`;
        }
        const took = performance.now() - began;
        return took > slow ? `${name} took ${(took / 1000).toFixed(1)} s` : undefined;
      }));
      const trouble = answers.filter((answer) => answer !== undefined);
      if (trouble.length === 0) return ok(`all ${seen.size} answer`);
      return {
        verdict: "warning",
        text: trouble.join("; "),
        remedy: "Look at the storage and the network it is reached by.",
      };
    },
  },
  {
    name: "guest agents",
    async look({ proxmox }) {
      const { guests } = await proxmox.resources();
      const running = guests.filter((guest) => guest.type === "qemu" && guest.status === "running").slice(
        0,
        agentsAsked,
      );
      if (running.length === 0) return skipped("no VM runs");
      const found: Finding[] = [];
      for (const guest of running) {
        try {
          const status = await guestStatus(proxmox.connection, guest);
          const addresses = status.agent ? await guestAddresses(proxmox.connection, guest) : undefined;
          if (
            addresses !== undefined && "unknownBecause" in addresses &&
            isAgentAbsent(addresses.unknownBecause)
          ) {
            found.push({ verdict: "warning", text: `${guest.vmid} does not answer` });
          }
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
        }
      }
      if (found.length === 0) return ok(`all that are enabled answer (${running.length} running VMs)`);
      return {
        verdict: "warning",
        text: found.map((finding) => finding.text).join("; "),
        remedy: "Start qemu-guest-agent in them, or take the option agent=1 away.",
      };
    },
  },
];

/** SSH, where it is configured: connection, host key, login, and that the node's programs may be run. */
export const sshChecks: readonly Check[] = [
  {
    name: "ssh",
    async look({ cluster, settings }) {
      if (cluster.ssh === undefined) {
        return skipped("no SSH login is configured; commands in containers need one");
      }
      if (!settings.policy.acceptRisks) {
        return {
          verdict: "warning",
          text: "a login is configured, but I_ACCEPT_RISKS=true is not set, so nothing goes over SSH",
          remedy: "Set I_ACCEPT_RISKS=true for commands in containers, or take the SSH settings away.",
        };
      }
      return await lookOverSsh(cluster.ssh);
    },
  },
];

async function lookOverSsh(
  ssh: ConstructorParameters<typeof import("../../ssh/nodes.ts").SshNodes>[0]["settings"],
): Promise<Finding> {
  const { SshNodes } = await import("../../ssh/nodes.ts");
  const { capturedText } = await import("../../ssh/capture.ts");
  const nodes = new SshNodes({
    settings: ssh,
    guard: { check: () => undefined, checkCommand: () => undefined },
  });
  try {
    const entry = await nodes.entry();
    const outcome = await entry.runUnasked(["pct", "list"], { timeout: 15_000 });
    if (outcome.code === 0) {
      return ok(
        `${ssh.user}@${ssh.host} is node ${entry.node}, host key known, pct runs${
          entry.sudo ? " by sudo" : ""
        }`,
      );
    }
    return {
      verdict: "failure",
      text: `${ssh.user}@${ssh.host} cannot run pct: ${capturedText(outcome.stderr).trim().slice(0, 200)}`,
      remedy:
        "Log in as root, or allow the user sudo without a password for /usr/sbin/pct and /usr/sbin/pvesh.",
    };
  } catch (error) {
    return { verdict: "failure", text: explain(error) };
  } finally {
    await nodes.close();
  }
}
