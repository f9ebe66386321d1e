import * as z from "zod";
import { formatDuration, formatTime } from "../text/duration.ts";
import { frame, inline } from "../text/foreign.ts";
import { list } from "../text/list.ts";
import { path } from "../wire/path.ts";
import {
  followTask,
  stateOfRow,
  stopTask,
  taskLogEnd,
  type TaskRow,
  taskRows,
  type TaskStatus,
  taskStatus,
} from "../proxmox/task.ts";
import { reportTask } from "../proxmox/task_report.ts";
import { parseUpid } from "../proxmox/upid.ts";
import { limit, node, upid, vmid, wait } from "./fields.ts";
import { guestsTouched } from "./guests_touched.ts";
import { knownNode } from "./node_reference.ts";
import { taskAnswer } from "./task_answer.ts";
import { defineTool, type Tool, type ToolContext } from "./tool.ts";

/** `proxmox_task_list`: sources `GET /cluster/tasks`, and `GET /nodes/{node}/tasks` when a node is named. */
export const taskList = defineTool({
  name: "proxmox_task_list",
  title: "List tasks",
  toolset: "core",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "Running and recent tasks, newest first; node= reaches further back.",
  input: {
    node: node.optional(),
    vmid: vmid.optional(),
    type: z.string().max(40).optional().describe("such as vzdump, qmstart"),
    status: z.enum(["running", "ok", "failed"]).optional(),
    hours: z.number().positive().max(8760).optional().describe("not older"),
    limit: limit.default(30),
  },
  async run(input, context) {
    const rows = input.node === undefined
      ? await context.proxmox.connection.get("/cluster/tasks", taskRows)
      : await nodeTasks(context, input.node, input);
    const since = input.hours === undefined ? 0 : Date.now() / 1000 - input.hours * 3600;
    return rows.filter((row) =>
      (input.vmid === undefined || row.id === String(input.vmid)) &&
      (input.type === undefined || row.type === input.type) &&
      (input.status === undefined || input.status === shortState(row)) &&
      (row.starttime ?? 0) >= since
    ).sort((left, right) => (right.starttime ?? 0) - (left.starttime ?? 0));
  },
  answer(rows, input, limits) {
    if (rows.length === 0) {
      return {
        text: "No such task is visible. Drop a filter" +
          (input.node === undefined ? ", or give node= for older ones" : "") +
          "; without Sys.Audit a login sees its own tasks only.",
      };
    }
    const columns = [
      { heading: "started (utc)", cell: (row: TaskRow) => formatTime(row.starttime) },
      { heading: "took", cell: (row: TaskRow) => took(row) },
      { heading: "type", cell: (row: TaskRow) => row.type },
      { heading: "id", cell: (row: TaskRow) => inline(row.id ?? "", 30) },
      {
        heading: "result",
        cell: (row: TaskRow) => inline(stateOfRow(row) === "running" ? "running" : row.status ?? "", 70),
      },
      { heading: "upid", cell: (row: TaskRow) => row.upid },
    ];
    const narrow = "narrow with node=, vmid=, type=, status=, hours=";
    return { text: list(rows, { columns, limit: input.limit, characters: limits.characters, narrow }) };
  },
});

async function nodeTasks(
  { proxmox }: ToolContext,
  name: string,
  filter: { readonly vmid?: number | undefined; readonly type?: string | undefined },
): Promise<TaskRow[]> {
  const { node } = await knownNode(proxmox, name);
  const where = path`/nodes/${node}/tasks`;
  return await proxmox.connection.get(where, taskRows, {
    source: "all",
    limit: 1000,
    vmid: filter.vmid,
    typefilter: filter.type,
  });
}

function shortState(row: TaskRow): "running" | "ok" | "failed" {
  const state = stateOfRow(row);
  return state === "warnings" ? "ok" : state;
}

function took(row: TaskRow): string {
  if (row.starttime === undefined) return "";
  return formatDuration((row.endtime ?? Date.now() / 1000) - row.starttime);
}

/** `proxmox_task_status`: sources `GET .../tasks/{upid}/status` and `/log`. */
export const taskStatusTool = defineTool({
  name: "proxmox_task_status",
  title: "Task status and log",
  toolset: "core",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "How a task stands, with the last lines of its log.",
  input: { upid, lines: z.int().min(0).max(1000).default(20) },
  output: z.object({
    upid: z.string(),
    state: z.enum(["running", "ok", "warnings", "failed"]),
    exitstatus: z.string().optional(),
  }),
  async run({ upid: text, lines }, { proxmox }) {
    const upid = parseUpid(text);
    const status = await taskStatus(proxmox.connection, upid);
    return { status, log: lines === 0 ? [] : await taskLogEnd(proxmox.connection, upid, lines) };
  },
  answer({ status, log }, { lines }, limits) {
    const shown = lines === 0
      ? ""
      : `\n${frame(`last ${log.length} lines of the log`, log.join("\n"), limits.characters - 500)}`;
    return { text: wordStatus(status) + shown, structured: statusRecord(status) };
  },
});

function wordStatus({ upid, state, exitStatus }: TaskStatus): string {
  const what = `${upid.type}${
    upid.id === "" ? "" : ` of ${upid.id}`
  } on ${upid.node} by ${upid.user}, started ${formatTime(upid.startTime)} UTC`;
  return state === "running" ? `${what}: running` : `${what}: ${inline(exitStatus ?? "", 300)}`;
}

function statusRecord({ upid, state, exitStatus }: TaskStatus): Record<string, unknown> {
  return {
    upid: upid.text,
    state,
    ...(exitStatus === undefined ? {} : { exitstatus: inline(exitStatus, 300) }),
  };
}

/** `proxmox_task_wait`: follows a task that another call or person started. */
export const taskWait: Tool = defineTool({
  name: "proxmox_task_wait",
  title: "Wait for a task",
  toolset: "core",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "Follow a running task to its end, with progress.",
  input: { upid, wait },
  async run({ upid: text, wait }, { proxmox, progress }) {
    const began = performance.now();
    const status = await followTask(proxmox.connection, parseUpid(text), { wait, onProgress: progress });
    return await reportTask(proxmox.connection, status, (performance.now() - began) / 1000);
  },
  answer(report) {
    const what = `${report.upid.type}${
      report.upid.id === "" ? "" : ` of ${report.upid.id}`
    } on ${report.upid.node}`;
    return taskAnswer(report, { done: `${what} ended well: ${report.exitStatus ?? ""}`, doing: what });
  },
});

/** `proxmox_task_stop`: source `DELETE .../tasks/{upid}`. */
export const taskStop = defineTool({
  name: "proxmox_task_stop",
  title: "Stop a task",
  toolset: "core",
  access: "write",
  privileges: ["Sys.Modify"],
  description: "Stop a running task, also one you did not start. Its guest may be left locked or half done.",
  input: { upid },
  target: ({ upid: text }) => {
    const upid = parseUpid(text);
    return Promise.resolve({ kind: "task", upid: upid.text, node: upid.node });
  },
  async alsoTouches({ upid: text }, { proxmox }) {
    const upid = parseUpid(text);
    return await guestsTouched(proxmox, {
      method: "DELETE",
      path: path`/nodes/${upid.node}/tasks/${upid.text}`,
    });
  },
  async run({ upid: text }, { proxmox }) {
    const upid = parseUpid(text);
    const before = await taskStatus(proxmox.connection, upid);
    if (before.state !== "running") return { before, after: before };
    await stopTask(proxmox.connection, upid);
    // Proxmox kills what does not end in five seconds.
    return { before, after: await followTask(proxmox.connection, upid, { wait: 10 }) };
  },
  answer({ before, after }) {
    if (before.state !== "running") {
      return { text: `${wordStatus(before)}. It was over already; nothing was done.` };
    }
    if (after.state === "running") {
      return {
        text: `${wordStatus(after)}. It was told to stop and has not ended yet.`,
        upid: after.upid.text,
      };
    }
    return {
      text: `${wordStatus(after)}. It was stopped; check that its guest is not left locked.`,
      upid: after.upid.text,
    };
  },
});
