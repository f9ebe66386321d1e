import type { Cluster } from "./cluster.ts";

/** How many entries the cluster log keeps. */
const KEPT = 1000;

/** Writes a line to the cluster log; `priority` 6 is information, 3 an error. */
export function logToCluster(cluster: Cluster, node: string, user: string, msg: string, priority = 6): void {
  const { log } = cluster.state;
  const uid = (log.at(-1)?.uid ?? 0) + 1;
  log.push({
    uid,
    time: cluster.clock.now(),
    node,
    user,
    tag: "pvedaemon",
    pid: 1100 + (uid % 3),
    pri: priority,
    msg,
  });
  if (log.length > KEPT) log.splice(0, log.length - KEPT);
}
