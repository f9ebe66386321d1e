import { formatPercent, formatUsage } from "../text/bytes.ts";
import { formatTime } from "../text/duration.ts";
import { inline } from "../text/foreign.ts";
import { counted, countWords } from "../text/list.ts";
import { capEnd } from "../text/cap.ts";
import { lines } from "../text/table.ts";
import { type ClusterState, clusterState } from "../proxmox/cluster_state.ts";
import type { StorageRow } from "../proxmox/resources.ts";
import { stateOfRow } from "../proxmox/task.ts";
import { guestRows } from "./guest_rows.ts";
import { defineTool } from "./tool.ts";

/** A storage is worth a word from this share on. */
const nearlyFull = 0.85;

/** `proxmox_cluster_status`: the first tool to call; see {@linkcode clusterState} for its sources. */
export const clusterStatus = defineTool({
  name: "proxmox_cluster_status",
  title: "Cluster status",
  toolset: "door",
  access: "read",
  privileges: ["Sys.Audit", "VM.Audit", "Datastore.Audit"],
  description:
    "One screen: quorum, nodes, guests, full storages, failed tasks of the last day, HA, what is odd. Start here.",
  input: {},
  async run(_, { proxmox }) {
    return {
      state: await clusterState(proxmox),
      wire: proxmox.connection.carriedBy,
      cluster: proxmox.cluster,
    };
  },
  answer({ state, wire, cluster }, _, limits) {
    const { nodes } = state.resources;
    const odd = oddities(state);
    const text = lines([
      ["cluster", wordCluster(state, cluster)],
      ["version", "value" in state.version ? `Proxmox VE ${state.version.value}` : undefined],
      ["connection", wire === "api" ? "REST API" : "SSH"],
      ["quorum", wordQuorum(state)],
      [
        "nodes",
        `${nodes.length}: ${nodes.map((row) => `${row.node} ${row.status}`).slice(0, 60).join(", ")}`,
      ],
      ["usage", wordUsage(state)],
      ["guests", wordGuests(state)],
      ["storages above 85 %", wordFull(state.resources.storages)],
      ["failed tasks, last 24 h", wordFailedTasks(state)],
      ["running tasks", wordRunningTasks(state)],
      ["HA", wordHa(state)],
      ["odd", odd.length === 0 ? "nothing" : odd.join("; ")],
    ]);
    return { text: capEnd(text, limits.characters) };
  },
});

function wordCluster(state: ClusterState, configured: string): string | undefined {
  const own = "value" in state.members
    ? state.members.value.find((row) => row.type === "cluster")?.name
    : undefined;
  if (own !== undefined) return inline(own, 60);
  if (configured !== "default") return configured;
  return state.resources.nodes.length === 1 ? "none, a stand-alone node" : undefined;
}

function wordQuorum(state: ClusterState): string {
  if ("hidden" in state.ha) return `unknown: ${inline(state.ha.hidden, 160)}`;
  const row = state.ha.value.find((row) => row.type === "quorum");
  if (row === undefined) return "unknown";
  return row.quorate
    ? "yes"
    : "NO: changes fail or are done by half; nothing may be changed until nodes are back";
}

function wordUsage({ resources }: ClusterState): string | undefined {
  const online = resources.nodes.filter((row) => row.mem !== undefined);
  if (online.length === 0) {
    return resources.nodes.some((row) => row.status === "online")
      ? "hidden: the login lacks Sys.Audit on /nodes"
      : undefined;
  }
  const cores = online.reduce((sum, row) => sum + (row.maxcpu ?? 0), 0);
  const busy = online.reduce((sum, row) => sum + (row.cpu ?? 0) * (row.maxcpu ?? 0), 0);
  const used = online.reduce((sum, row) => sum + (row.mem ?? 0), 0);
  const total = online.reduce((sum, row) => sum + (row.maxmem ?? 0), 0);
  return `cpu ${formatPercent(cores === 0 ? 0 : busy / cores)} of ${cores} threads, memory ${
    formatUsage(used, total)
  }`;
}

function wordGuests({ resources }: ClusterState): string {
  const rows = guestRows(resources);
  if (rows.length === 0) return "none visible: there are none, or the login lacks VM.Audit on /vms";
  return (["qemu", "lxc"] as const).map((type) => {
    const some = rows.filter((row) => row.type === type);
    return `${some.length} ${type === "qemu" ? "VMs" : "containers"}${
      some.length === 0 ? "" : ` (${countWords(some.map((row) => row.state))})`
    }`;
  }).join(", ");
}

function wordFull(storages: readonly StorageRow[]): string {
  if (storages.length === 0) return "hidden: the login lacks Datastore.Audit on /storage";
  const full = storages.filter((row) =>
    (row.maxdisk ?? 0) > 0 && (row.disk ?? 0) / (row.maxdisk ?? 1) >= nearlyFull
  );
  const seen = new Map(full.map((row) => [row.shared ? row.storage : `${row.storage} on ${row.node}`, row]));
  if (seen.size === 0) return "none";
  return [...seen].map(([name, row]) => `${name} ${formatPercent((row.disk ?? 0) / (row.maxdisk ?? 1))}`)
    .slice(0, 30).join(", ");
}

function wordFailedTasks({ tasks }: ClusterState): string {
  if ("hidden" in tasks) return `unknown: ${inline(tasks.hidden, 160)}`;
  const since = Date.now() / 1000 - 86_400;
  const failed = tasks.value.filter((row) => stateOfRow(row) === "failed" && (row.starttime ?? 0) >= since)
    .sort((left, right) => (right.starttime ?? 0) - (left.starttime ?? 0));
  if (failed.length === 0) return "none";
  const shown = failed.slice(0, 5).map((row) =>
    `\n  ${formatTime(row.starttime)} ${row.type} ${inline(row.id ?? "", 20)} on ${row.node}: ${
      inline(row.status ?? "", 90)
    }`
  );
  const more = failed.length > 5 ? "\n  more: proxmox_task_list status=failed hours=24" : "";
  return `${failed.length}${shown.join("")}${more}`;
}

function wordRunningTasks({ tasks }: ClusterState): string | undefined {
  if ("hidden" in tasks) return undefined;
  const running = tasks.value.filter((row) => stateOfRow(row) === "running");
  if (running.length === 0) return "none";
  return running.slice(0, 8).map((row) => `${row.type} ${inline(row.id ?? "", 20)} on ${row.node}`).join(
    ", ",
  );
}

function wordHa({ ha }: ClusterState): string {
  if ("hidden" in ha) return "unknown";
  const services = ha.value.filter((row) => row.type === "service");
  if (services.length === 0) return "no guest is managed";
  return `${counted(services.length, "guest")} managed (${
    countWords(services.map((row) => row.state ?? row.crm_state ?? "unknown"))
  })`;
}

function oddities({ resources, ha }: ClusterState): string[] {
  const odd = resources.nodes.filter((row) => row.status !== "online").map((row) =>
    `node ${row.node} is ${row.status}`
  );
  for (const guest of resources.guests) {
    if (guest.lock !== undefined) odd.push(`${guest.vmid} is locked (${inline(guest.lock, 20)})`);
  }
  const gone = new Set(resources.nodes.filter((row) => row.status !== "online").map((row) => row.node));
  for (const row of resources.storages) {
    // That the storages of a node that is gone are gone with it goes without saying.
    if (row.status !== "available" && !gone.has(row.node)) {
      odd.push(`storage ${row.storage} on ${row.node} is ${row.status}`);
    }
  }
  if ("value" in ha) {
    for (const row of ha.value) {
      if (row.type === "service" && /error|fence|freeze/.test(row.state ?? "")) {
        odd.push(`HA ${row.sid ?? ""} is ${row.state}`);
      }
    }
  }
  return odd.length <= 12 ? odd : [...odd.slice(0, 12), `and ${odd.length - 12} more`];
}
