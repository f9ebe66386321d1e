import type { Tool } from "../tool.ts";
import { networkApply, networkRevert } from "./network_apply.ts";
import { networkList } from "./network_list.ts";
import { networkDelete, networkSet } from "./network_set.ts";
import { sdnApply, sdnDelete } from "./sdn_apply.ts";
import { sdnList } from "./sdn_list.ts";
import { sdnVnetSet, sdnZoneSet } from "./sdn_set.ts";

/** The toolset `network`, in the order of the tool list. */
export const networkTools: readonly Tool[] = [
  networkList,
  networkSet,
  networkDelete,
  networkApply,
  networkRevert,
  sdnList,
  sdnZoneSet,
  sdnVnetSet,
  sdnDelete,
  sdnApply,
];
