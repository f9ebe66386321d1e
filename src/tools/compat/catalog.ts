import type { Tool } from "../tool.ts";
import { gilby125Aliases } from "./gilby125.ts";
import { husniadilAliases } from "./husniadil.ts";
import { mcpProxmoxAdminAliases } from "./mcp_proxmox_admin.ts";
import { ryOpsAliases } from "./ry_ops.ts";

/** Every alias there is, by toolset. */
export const allAliases: readonly Tool[] = [
  ...mcpProxmoxAdminAliases,
  ...ryOpsAliases,
  ...gilby125Aliases,
  ...husniadilAliases,
];
