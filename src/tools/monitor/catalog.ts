import type { Tool } from "../tool.ts";
import { certificateList } from "./certificate_list.ts";
import { eventWatch } from "./event_watch.ts";
import { metrics } from "./metrics.ts";
import { nodeDisksTool } from "./node_disks.ts";
import { nodeLogTool } from "./node_log.ts";
import { nodeServiceControl, nodeServices } from "./node_services.ts";
import { nodeUpdates, nodeUpdatesRefresh } from "./node_updates.ts";
import { replicationList } from "./replication_list.ts";
import { vmScreenshot } from "./vm_screenshot.ts";

/** The toolset `monitor`, in the order of the tool list. */
export const monitorTools: readonly Tool[] = [
  metrics,
  nodeServices,
  nodeServiceControl,
  nodeLogTool,
  nodeUpdates,
  nodeUpdatesRefresh,
  nodeDisksTool,
  certificateList,
  replicationList,
  vmScreenshot,
  eventWatch,
];
