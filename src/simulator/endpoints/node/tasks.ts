import { ANYONE, type Call, defineEndpoint, Reply, TextReply } from "../../api/endpoint.ts";
import { invalid, missingPrivilege } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { flag, integer, NODE, optional, text, VMID } from "../../api/schema.ts";
import { type Task, taskOwner } from "../../cluster/task.ts";
import { parseUpid } from "../../cluster/upid.ts";
import { ownsTask } from "../../tasks/visibility.ts";

const UPID_PATH = { node: NODE, upid: text({ description: "The task's unique ID." }) } as const;

const LIST_PARAMETERS = {
  node: NODE,
  start: optional(integer({ minimum: 0, default: 0 })),
  limit: optional(integer({ minimum: 0, default: 50 })),
  userfilter: optional(text({ description: "Only list tasks from this user." })),
  typefilter: optional(text({ description: "Only list tasks of this type (e.g., vzstart, vzdump)." })),
  vmid: optional(VMID),
  errors: optional(flag({ default: 0, description: "Only list tasks with a status of ERROR." })),
  source: optional(text({ enum: ["archive", "active", "all"], default: "archive" })),
  since: optional(integer()),
  until: optional(integer()),
  statusfilter: optional(text({ format: "pve-task-status-type-list" })),
} as const;

const LOG_PARAMETERS = {
  ...UPID_PATH,
  start: optional(integer({ minimum: 0, default: 0 })),
  limit: optional(integer({ minimum: 0, default: 50 })),
  download: optional(flag()),
} as const;

/** `/nodes/{node}/tasks` and below. */
export const nodeTasksEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/tasks",
    description: "Read task list for one node (finished tasks).",
    permission: ANYONE,
    parameters: LIST_PARAMETERS,
    handler: listTasks,
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/tasks/{upid}/status",
    description: "Read task status.",
    permission: ANYONE,
    protected: true,
    parameters: UPID_PATH,
    handler: taskStatus,
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/tasks/{upid}/log",
    description: "Read task log.",
    permission: ANYONE,
    protected: true,
    parameters: LOG_PARAMETERS,
    handler: taskLog,
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/nodes/{node}/tasks/{upid}",
    description: "Stop a task.",
    permission: ANYONE,
    protected: true,
    parameters: UPID_PATH,
    handler: stopTask,
  }),
];

function listTasks(call: Call<typeof LIST_PARAMETERS>): Reply {
  const { cluster, node, identity, permissions, params } = call;
  const { start = 0, limit = 50, source = "archive" } = params;
  const seesAll = permissions.has(`/nodes/${node}`, ["Sys.Audit"]);
  const matching = cluster.state.tasks
    .filter((task) => task.node === node && (seesAll || ownsTask(identity, task)))
    .filter((task) => source === "all" || (task.endtime === undefined) === (source === "active"))
    .filter((task) => matches(task, params))
    .toReversed();
  const rows = matching.slice(start, limit === 0 ? undefined : start + limit).map(listRow);
  return new Reply(rows, matching.length === 0 ? {} : { total: matching.length });
}

type Filters = Pick<
  Call<typeof LIST_PARAMETERS>["params"],
  "vmid" | "typefilter" | "userfilter" | "errors" | "since" | "until" | "statusfilter"
>;

function matches(task: Task, filters: Filters): boolean {
  const { vmid, typefilter, userfilter, errors, since, until, statusfilter } = filters;
  if (vmid !== undefined && task.id !== String(vmid)) return false;
  if (typefilter !== undefined && task.type !== typefilter) return false;
  if (userfilter !== undefined && !task.user.includes(userfilter)) return false;
  if (since !== undefined && task.starttime < since) return false;
  if (until !== undefined && task.starttime > until) return false;
  const outcome = outcomeOf(task);
  if (errors === true && outcome !== "error") return false;
  return statusfilter === undefined || splitList(statusfilter).includes(outcome);
}

function outcomeOf(task: Task): string {
  const { exitstatus } = task;
  if (exitstatus === undefined || exitstatus === "unexpected status") return "unknown";
  if (exitstatus === "OK") return "ok";
  return exitstatus.startsWith("WARNINGS") ? "warning" : "error";
}

function listRow(task: Task): Record<string, unknown> {
  const { upid, node, pid, pstart, starttime, type, id, endtime, exitstatus } = task;
  const common = { upid, node, pid, pstart, starttime, type, id };
  if (endtime === undefined) return { ...common, user: task.user, saved: "0", status: "RUNNING" };
  return { ...common, ...taskOwner(task), endtime, status: exitstatus };
}

/** Finds the task of a path and checks that the caller may see it. */
function findTask(call: Call<typeof UPID_PATH>, privilege: string): Task | undefined {
  const { params, node, identity, permissions, tasks } = call;
  const parsed = parseUpid(params.upid);
  if (parsed === undefined) throw invalid({ upid: "unable to parse worker upid" });
  const owned = identity.token === undefined
    ? parsed.user.split("!")[0] === identity.userid
    : parsed.user === `${identity.userid}!${identity.token}`;
  const path = `/nodes/${node}`;
  if (!owned && !permissions.has(path, [privilege])) throw missingPrivilege(path, [privilege]);
  const task = tasks.find(params.upid);
  return task?.node === node ? task : undefined;
}

function taskStatus(call: Call<typeof UPID_PATH>): Record<string, unknown> {
  const task = findTask(call, "Sys.Audit");
  if (task === undefined) throw invalid({ upid: "no such task" });
  const { upid, node, pid, pstart, starttime, type, id, exitstatus } = task;
  const common = { upid, node, pid, pstart, starttime, type, id, ...taskOwner(task) };
  return exitstatus === undefined
    ? { ...common, status: "running" }
    : { ...common, status: "stopped", exitstatus };
}

function taskLog(call: Call<typeof LOG_PARAMETERS>): Reply | TextReply {
  const { start = 0, limit = 50, download } = call.params;
  const task = findTask(call, "Sys.Audit");
  if (task === undefined) {
    return new Reply([{ n: 1, t: "unable to open file - No such file or directory" }], { total: 1 });
  }
  if (download === true) return new TextReply(task.log.map((line) => `${line}\n`).join(""));
  if (task.log.length === 0) return new Reply([{ n: 1, t: "no content" }], { total: 1 });
  const rows = task.log.map((t, index) => ({ n: index + 1, t }));
  return new Reply(rows.slice(start, limit === 0 ? undefined : start + limit), { total: rows.length });
}

function stopTask(call: Call<typeof UPID_PATH>): null {
  const task = findTask(call, "Sys.Modify");
  if (task === undefined) throw invalid({ upid: "no such task" });
  call.tasks.stop(task.upid);
  return null;
}
