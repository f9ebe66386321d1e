import type { Tool } from "../tool.ts";
import { ctConfigure } from "./ct_configure.ts";
import { ctCreate } from "./ct_create.ts";
import { guestClone } from "./guest_clone.ts";
import { guestDelete } from "./guest_delete.ts";
import { guestMigrate } from "./guest_migrate.ts";
import { guestMoveDisk } from "./guest_move_disk.ts";
import { guestResizeDisk } from "./guest_resize_disk.ts";
import { guestToTemplate } from "./guest_to_template.ts";
import { templateDownload } from "./template_download.ts";
import { templateList } from "./template_list.ts";
import { vmCloudinit } from "./vm_cloudinit.ts";
import { vmConfigure } from "./vm_configure.ts";
import { vmCreate } from "./vm_create.ts";
import { vmDeploy } from "./vm_deploy.ts";
import { volumeDelete } from "./volume_delete.ts";

/** The tools that make, change, move and remove guests, their disks and what they are made from. */
export const provisionTools: readonly Tool[] = [
  vmDeploy,
  vmCreate,
  ctCreate,
  guestClone,
  vmConfigure,
  ctConfigure,
  vmCloudinit,
  guestResizeDisk,
  guestMoveDisk,
  guestMigrate,
  guestToTemplate,
  guestDelete,
  templateList,
  templateDownload,
  volumeDelete,
];
