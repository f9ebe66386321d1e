import { apiCall } from "./api_call.ts";
import { apiRead } from "./api_read.ts";
import { apiSearch } from "./api_search.ts";
import { clusterStatus } from "./cluster_status.ts";
import { ctConfig, vmConfig } from "./guest_config.ts";
import { guestFind } from "./guest_find.ts";
import { ctList, vmList } from "./guest_list.ts";
import { ctPowerTools, vmPowerTools } from "./guest_power.ts";
import { ctStatus, vmStatus } from "./guest_status.ts";
import { nodeList, nodeStatusTool } from "./node.ts";
import { snapshotCreate, snapshotList } from "./snapshot.ts";
import { snapshotDelete, snapshotRestore } from "./snapshot_destroy.ts";
import { storageContent, storageList, storageStatusTool } from "./storage.ts";
import { taskList, taskStatusTool, taskStop, taskWait } from "./task.ts";
import type { Tool } from "./tool.ts";

/**
 * The toolsets `door` and `core` without commands and files: what a server lists that nobody has told anything else.
 *
 * In the order of the tool list: from the whole to the parts, from looking to changing.
 */
export const coreTools: readonly Tool[] = [
  clusterStatus,
  apiSearch,
  apiRead,
  apiCall,
  guestFind,
  vmList,
  ctList,
  vmStatus,
  ctStatus,
  vmConfig,
  ctConfig,
  ...vmPowerTools,
  ...ctPowerTools,
  snapshotList,
  snapshotCreate,
  snapshotRestore,
  snapshotDelete,
  nodeList,
  nodeStatusTool,
  storageList,
  storageStatusTool,
  storageContent,
  taskList,
  taskStatusTool,
  taskWait,
  taskStop,
];
