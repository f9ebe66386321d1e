import type { Tool } from "../tool.ts";
import { ryOpsAliases } from "./ry_ops.ts";

/** Every alias there is, by toolset. */
export const allAliases: readonly Tool[] = [
  ...ryOpsAliases,
];
