import { formatDuration, formatTime } from "../../text/duration.ts";
import { clean, frame, inline } from "../../text/foreign.ts";
import { counted, list } from "../../text/list.ts";
import { type ReplicationJob, replicationJobs, replicationStates } from "../../proxmox/replication.ts";
import type { ReplicationState } from "../../proxmox/replication.ts";
import { vmid } from "../fields.ts";
import { defineTool } from "../tool.ts";
import { perNode, unreadLine } from "./per_node.ts";

interface ReplicationRow extends ReplicationJob {
  readonly state: ReplicationState | undefined;
}

/** `proxmox_replication_list`: sources `GET /cluster/replication` and `GET /nodes/{node}/replication`. */
export const replicationList = defineTool({
  name: "proxmox_replication_list",
  title: "Replication of guests",
  toolset: "monitor",
  access: "read",
  privileges: ["VM.Audit"],
  description: "Jobs with last and next run and failures.",
  input: { vmid: vmid.optional() },
  async run({ vmid }, { proxmox }) {
    const jobs = (await replicationJobs(proxmox.connection))
      .filter((job) => vmid === undefined || job.guest === vmid);
    if (jobs.length === 0) return { rows: [], unread: [] };
    const { answers, unread } = await perNode(
      proxmox,
      undefined,
      (node) => replicationStates(proxmox.connection, node),
    );
    const states = new Map(answers.flatMap(({ value }) => value.map((state) => [state.id, state] as const)));
    return { rows: jobs.map((job): ReplicationRow => ({ ...job, state: states.get(job.id) })), unread };
  },
  answer({ rows, unread }, { vmid }, limits) {
    if (rows.length === 0) {
      return {
        text: `There are no replication jobs${
          vmid === undefined ? "" : ` of ${vmid}`
        } that this login may see. Replication needs ZFS; POST /cluster/replication makes a job.`,
      };
    }
    const failing = rows.filter((row) => isFailing(row));
    const body = list(rows, {
      columns: [
        { heading: "job", cell: (row) => row.id },
        { heading: "from", cell: (row) => row.source },
        { heading: "to", cell: (row) => row.target },
        { heading: "schedule", cell: (row) => inline(row.schedule ?? "*/15", 40) },
        { heading: "state", cell: wordState },
        { heading: "last sync (utc)", cell: (row) => lastSync(row.state) },
        { heading: "took", cell: (row) => formatDuration(row.state?.duration) },
        { heading: "next (utc)", cell: (row) => formatTime(row.state?.next_sync) },
        { heading: "comment", cell: (row) => inline(row.comment ?? "", 40) },
      ],
      limit: 300,
      characters: limits.characters,
      narrow: "narrow with vmid=",
    });
    const errors = failing.slice(0, 10).map((row) =>
      `\n${frame(`error of ${row.id}`, clean(row.state?.error ?? ""), 500)}`
    );
    return {
      text: `${counted(rows.length, "replication job")}, ${failing.length} failing\n${body}${
        errors.join("")
      }${unreadLine(unread)}`,
    };
  },
});

function isFailing({ state }: ReplicationRow): boolean {
  return (state?.fail_count ?? 0) > 0 || state?.error !== undefined;
}

function wordState(row: ReplicationRow): string {
  if (row.remove_job !== undefined) return "being removed";
  if (row.disable) return "off";
  if (row.state === undefined) return "unknown";
  return isFailing(row) ? `failed ${row.state.fail_count ?? 1} times` : "ok";
}

/** A job that never succeeded has the time 0. */
function lastSync(state: ReplicationState | undefined): string {
  return state?.last_sync === 0 ? "never" : formatTime(state?.last_sync);
}
