import type { Tool } from "../tool.ts";
import { ctConfigure } from "./ct_configure.ts";
import { ctCreate } from "./ct_create.ts";
import { guestClone } from "./guest_clone.ts";
import { guestDelete } from "./guest_delete.ts";
import { guestMigrate } from "./guest_migrate.ts";
import { guestMoveDisk } from "./guest_move_disk.ts";
import { guestResizeDisk } from "./guest_resize_disk.ts";
import { guestToTemplate } from "./guest_to_template.ts";
import { vmConfigure } from "./vm_configure.ts";
import { vmCreate } from "./vm_create.ts";

/** The tools that make, change, move and remove guests and their disks. */
export const provisionTools: readonly Tool[] = [
  vmCreate,
  ctCreate,
  guestClone,
  vmConfigure,
  ctConfigure,
  guestResizeDisk,
  guestMoveDisk,
  guestMigrate,
  guestToTemplate,
  guestDelete,
];
