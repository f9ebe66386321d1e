import { loadSettings } from "../../config/load.ts";
import { Policy } from "../../policy/policy.ts";
import { Cluster } from "../../proxmox/cluster.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { counted, countWords } from "../../text/list.ts";
import { inline } from "../../text/foreign.ts";
import { ExplainedError } from "../../text/explained.ts";
import { sshChecks } from "../doctor/ssh_checks.ts";
import { SshVisit } from "../doctor/ssh_visit.ts";
import type { Given } from "./access_levels.ts";
import { environmentOf } from "./written_settings.ts";

/** Guests that are shown by name. */
const shown = 8;

/**
 * Uses the settings as the server will, before they are written: logs in with the token and lists the guests.
 *
 * @returns lines that show what can be seen.
 * @throws {WireError} and what else goes wrong.
 */
export async function tryOut(settings: readonly Given[], signal: AbortSignal): Promise<readonly string[]> {
  return await withCluster(settings, signal, async (proxmox) => {
    const { guests, nodes } = await proxmox.resources({ fresh: true });
    const head = `${counted(nodes.length, "node")}, ${counted(guests.length, "guest")}${
      guests.length === 0 ? "" : ` (${countWords(guests.map(({ status }) => status))})`
    }`;
    const rows = [...guests].sort((left, right) => left.vmid - right.vmid).slice(0, shown).map((guest) =>
      `${guest.vmid}  ${guest.type === "qemu" ? "VM" : "CT"}  ${inline(guest.name ?? "", 40)}  ${
        inline(guest.status, 20)
      }`
    );
    return [head, ...rows, ...(guests.length > shown ? [`and ${guests.length - shown} more`] : [])];
  });
}

/** A check of doctor's that failed. */
export class FailedCheck extends ExplainedError {
  override readonly name = "FailedCheck";
  /** What doctor calls it. */
  readonly check: string;

  constructor(check: string, text: string, remedy: string | undefined) {
    super(`${check}: ${text}`, { remedy: remedy ?? "" });
    this.check = check;
  }
}

/**
 * Logs in over SSH and lists the containers there, as doctor does.
 *
 * @returns what was found. @throws {FailedCheck} for the first one that fails.
 */
export async function trySsh(settings: readonly Given[], signal: AbortSignal): Promise<string> {
  const all = await loaded(settings);
  const [cluster] = all.clusters;
  const ssh = cluster?.ssh;
  if (cluster === undefined || ssh === undefined) {
    throw new ExplainedError("No SSH login is in the settings.");
  }
  return await withCluster(settings, signal, async (proxmox) => {
    const visit = new SshVisit(ssh, { settings: all, cluster, proxmox });
    const found: string[] = [];
    try {
      for (const { name, look } of sshChecks.filter((check) => check.name !== "other nodes")) {
        const { verdict, text, remedy } = await look(visit);
        if (verdict === "failure") throw new FailedCheck(name, text, remedy);
        found.push(`${name}: ${text}`);
      }
      return `Commands in containers will work (${found.join("; ")}).`;
    } finally {
      await visit.close();
    }
  });
}

async function withCluster<Result>(
  settings: readonly Given[],
  signal: AbortSignal,
  work: (proxmox: Proxmox) => Promise<Result>,
): Promise<Result> {
  const { clusters: [cluster], policy: limits } = await loaded(settings);
  if (cluster === undefined) throw new ExplainedError("No cluster is in the settings.");
  const policy = new Policy(limits);
  const kept = new Cluster(cluster, policy);
  try {
    return await work(kept.view(policy, { tool: "setup", access: "read", confirmed: false }, signal));
  } finally {
    await kept.close();
  }
}

async function loaded(settings: readonly Given[]) {
  const env = { ...environmentOf(settings), HOME: Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") };
  return (await loadSettings({ env, cwd: Deno.cwd(), searchFiles: false })).settings;
}
