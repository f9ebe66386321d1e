import type { PolicySettings } from "../config/settings.ts";
import type { PolicyError } from "../policy/errors.ts";
import type { Policy } from "../policy/policy.ts";
import { apiCall } from "./api_call.ts";
import { apiRead } from "./api_read.ts";
import { apiSearch } from "./api_search.ts";
import { backupTools } from "./backup/catalog.ts";
import { clusterStatus } from "./cluster_status.ts";
import { ctConfig, vmConfig } from "./guest_config.ts";
import { execTools } from "./exec/catalog.ts";
import { guestFind } from "./guest_find.ts";
import { ctList, vmList } from "./guest_list.ts";
import { ctPowerTools, vmPowerTools } from "./guest_power.ts";
import { ctStatus, vmStatus } from "./guest_status.ts";
import { haTools } from "./ha/catalog.ts";
import { monitorTools } from "./monitor/catalog.ts";
import { nodeList, nodeStatusTool } from "./node.ts";
import { poolTools } from "./pool/catalog.ts";
import { provisionTools } from "./provision/catalog.ts";
import { snapshotCreate, snapshotList } from "./snapshot.ts";
import { snapshotDelete, snapshotRestore } from "./snapshot_destroy.ts";
import { storageContent, storageList, storageStatusTool } from "./storage.ts";
import { taskList, taskStatusTool, taskStop, taskWait } from "./task.ts";
import type { Tool } from "./tool.ts";

/** Every tool there is, in the order of the tool list: from the whole to the parts, from looking to changing. */
export const allTools: readonly Tool[] = [
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
  ...execTools,
  ...provisionTools,
  ...backupTools,
  ...monitorTools,
  ...haTools,
  ...poolTools,
];

/** What a tool is listed by. */
export interface Listing {
  readonly policy: Policy;
  /** Whether any cluster has an SSH login, without which tools that need one are of no use. */
  readonly ssh: boolean;
}

/**
 * The tools that a client is shown: their toolset is on, their class is allowed, the lists let them in, their wire is
 * configured. `PROXMOX_TOOLS` picks from all toolsets.
 */
export function listedTools(listing: Listing): readonly Tool[] {
  return allTools.filter((tool) =>
    isOn(tool, listing.policy.settings) && (tool.needs === undefined || listing.ssh) &&
    unlistedBecause(tool, listing) === undefined
  );
}

/** Why a tool may not be called, whatever its toolset; undefined when it may. */
export function unlistedBecause(tool: Tool, { policy }: Pick<Listing, "policy">): PolicyError | undefined {
  return policy.toolRefusal(tool.name) ??
    policy.refusal(tool.access, tool.needs === "ssh" ? { wire: "ssh" } : {});
}

function isOn(tool: Tool, { tools, toolsets }: PolicySettings): boolean {
  if (tool.toolset === "door" || tools !== undefined || toolsets.includes("all")) return true;
  return toolsets.includes(tool.toolset);
}
