import type { Tool } from "../tool.ts";
import { accessCheck } from "./access_check.ts";
import { accessDelete } from "./access_delete.ts";
import { accessList } from "./access_list.ts";
import { aclSet, roleSet } from "./role_set.ts";
import { tokenSet } from "./token_set.ts";
import { groupSet, userSet } from "./user_set.ts";

/** The toolset `access`, in the order of the tool list. */
export const accessTools: readonly Tool[] = [
  accessList,
  accessCheck,
  userSet,
  groupSet,
  roleSet,
  aclSet,
  tokenSet,
  accessDelete,
];
