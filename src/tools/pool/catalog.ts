import type { Tool } from "../tool.ts";
import { poolCreate, poolDelete, poolUpdate } from "./pool_change.ts";
import { poolList } from "./pool_list.ts";

/** The toolset `pool`, in the order of the tool list. */
export const poolTools: readonly Tool[] = [poolList, poolCreate, poolUpdate, poolDelete];
