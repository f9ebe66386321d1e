import type { Tool } from "../tool.ts";
import { haMigrate } from "./ha_migrate.ts";
import { haResourceRemove, haResourceSet } from "./ha_resource.ts";
import { haRuleDelete, haRuleSet } from "./ha_rule.ts";
import { haStatusTool } from "./ha_status.ts";

/** The toolset `ha`, in the order of the tool list. */
export const haTools: readonly Tool[] = [
  haStatusTool,
  haResourceSet,
  haResourceRemove,
  haMigrate,
  haRuleSet,
  haRuleDelete,
];
