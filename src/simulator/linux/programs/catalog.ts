import type { Program } from "../kernel/machine.ts";
import { attributePrograms } from "./attributes.ts";
import { contentPrograms } from "./content.ts";
import { digestPrograms } from "./digest.ts";
import { identityPrograms } from "./identity.ts";
import { ls } from "./list.ts";
import { ip } from "./network.ts";
import { processPrograms } from "./processes.ts";
import { resourcePrograms } from "./resources.ts";
import { searchPrograms } from "./search.ts";
import { sed } from "./sed.ts";
import { servicePrograms } from "./services.ts";
import { startPrograms } from "./start.ts";
import { textPrograms } from "./text.ts";
import { treePrograms } from "./tree.ts";

/** The programs of every system; what is Proxmox's own is not among them. */
export const SYSTEM_PROGRAMS: Readonly<Record<string, Program>> = {
  ...attributePrograms,
  ...contentPrograms,
  ...digestPrograms,
  ...identityPrograms,
  ...processPrograms,
  ...resourcePrograms,
  ...searchPrograms,
  ...servicePrograms,
  ...startPrograms,
  ...textPrograms,
  ...treePrograms,
  ip,
  ls,
  sed,
};
