import type { Tool } from "../tool.ts";
import { backupCreate } from "./backup_create.ts";
import { backupDelete } from "./backup_delete.ts";
import { backupJobCreate, backupJobDelete, backupJobList, backupJobUpdate } from "./backup_job.ts";
import { backupJobRun } from "./backup_job_run.ts";
import { backupList } from "./backup_list.ts";
import { backupRestore } from "./backup_restore.ts";

/** The toolset `backup`, in the order of the tool list. */
export const backupTools: readonly Tool[] = [
  backupList,
  backupCreate,
  backupRestore,
  backupDelete,
  backupJobList,
  backupJobCreate,
  backupJobUpdate,
  backupJobDelete,
  backupJobRun,
];
