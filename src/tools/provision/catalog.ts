import type { Tool } from "../tool.ts";
import { vmCreate } from "./vm_create.ts";

/** The tools that make, change, move and remove guests and their disks. */
export const provisionTools: readonly Tool[] = [
  vmCreate,
];
