import { ANYONE, type Call, defineEndpoint } from "../../api/endpoint.ts";
import { type Task, taskOwner } from "../../cluster/task.ts";
import { ownsTask } from "../../tasks/visibility.ts";

/** How many finished tasks of each node are shown. */
const FINISHED_PER_NODE = 25;

/** `GET /cluster/tasks`: what runs, and the newest finished tasks of every node. */
export const clusterTasksEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/tasks",
    description: "List recent tasks (cluster wide).",
    permission: ANYONE,
    parameters: {},
    handler: clusterTasks,
  }),
];

function clusterTasks({ cluster, identity, permissions }: Call): Record<string, unknown>[] {
  const seesAll = permissions.has("/", ["Sys.Audit"]);
  const visible = cluster.state.tasks.filter((task) => seesAll || ownsTask(identity, task)).toReversed();
  const running = visible.filter((task) => task.endtime === undefined);
  const finished = Object.values(
    Object.groupBy(visible.filter((task) => task.endtime !== undefined), (task) => task.node),
  )
    .flatMap((tasks) => (tasks ?? []).slice(0, FINISHED_PER_NODE));
  return [...running, ...finished].toSorted((a, b) => b.starttime - a.starttime).map((task) => row(task));
}

function row(task: Task): Record<string, unknown> {
  const { upid, node, starttime, type, id, endtime, exitstatus, pid, pstart } = task;
  if (endtime === undefined) {
    return { upid, node, starttime, type, id, user: task.user, saved: "0", pid, pstart };
  }
  return {
    ...{ upid, node, starttime, type, id, endtime, status: exitstatus },
    ...taskOwner(task),
    saved: "1",
  };
}
