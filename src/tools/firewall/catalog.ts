import type { Tool } from "../tool.ts";
import { firewallDelete } from "./firewall_delete.ts";
import { firewallList } from "./firewall_list.ts";
import { nameSet } from "./name_set.ts";
import { optionsSet } from "./options_set.ts";
import { ruleSetTool } from "./rule_set.ts";

/** The toolset `firewall`, in the order of the tool list. */
export const firewallTools: readonly Tool[] = [
  firewallList,
  ruleSetTool,
  nameSet,
  optionsSet,
  firewallDelete,
];
