import type { Program } from "../../linux/kernel/machine.ts";
import { sudoProgram } from "../command/sudo.ts";
import { sshProgram } from "../hop/ssh.ts";
import { pctProgram } from "../pct/catalog.ts";
import { pveshProgram } from "../pvesh/pvesh.ts";
import { qmProgram } from "../qm/catalog.ts";
import type { Site } from "../site.ts";
import { clusterPrograms } from "./cluster_programs.ts";
import { pvesmProgram } from "./pvesm.ts";

/** The programs that a node has beside those of every system. */
export function nodePrograms(site: Site, node: string): Readonly<Record<string, Program>> {
  return {
    pct: pctProgram(site, node),
    pvesh: pveshProgram(site, node),
    pvesm: pvesmProgram(site, node),
    qm: qmProgram(site, node),
    ssh: sshProgram(site),
    sudo: sudoProgram(site.users),
    ...clusterPrograms(site, node),
  };
}
