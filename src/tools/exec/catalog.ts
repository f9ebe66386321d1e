import type { Tool } from "../tool.ts";
import { ctExec } from "./ct_exec.ts";
import { guestPull, guestPush } from "./guest_files.ts";
import { hostExec } from "./host_exec.ts";
import { hostPull, hostPush } from "./host_files.ts";
import { vmExec } from "./vm_exec.ts";

/** The tools of classes `exec` and `host`, in the order of the tool list. */
export const execTools: readonly Tool[] = [
  vmExec,
  ctExec,
  guestPull,
  guestPush,
  hostExec,
  hostPull,
  hostPush,
];
