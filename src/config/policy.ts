import { join } from "node:path";
import { nearest } from "../text/nearest.ts";
import { access, tools } from "./declared/access.ts";
import { confirmation } from "./declared/confirmation.ts";
import { lists } from "./declared/lists.ts";
import type { Findings } from "./findings.ts";
import type { Variables } from "./names.ts";
import type { Resolved } from "./resolved.ts";
import type { PolicySettings } from "./settings.ts";

/** Operating systems, as `Deno.build.os` names them. */
export type OperatingSystem = typeof Deno.build.os;

/** The settings that say what may run, on what, and who is asked first. */
export function readPolicy(values: Resolved, auditLog: string, findings: Findings): PolicySettings {
  const policy: PolicySettings = {
    readOnly: values.get(access.readOnly),
    safeMode: values.get(access.safeMode),
    allowElevated: values.get(access.allowElevated),
    enableHostExec: values.get(access.enableHostExec),
    acceptRisks: values.get(access.acceptRisks),
    toolsets: values.get(tools.toolsets),
    tools: values.get(tools.only),
    excludeTools: values.get(tools.exclude),
    guests: { allowed: values.get(lists.allowedGuests), denied: values.get(lists.deniedGuests) },
    nodes: { allowed: values.get(lists.allowedNodes), denied: values.get(lists.deniedNodes) },
    storages: { allowed: values.get(lists.allowedStorages), denied: values.get(lists.deniedStorages) },
    protectedTag: values.get(lists.protectedTag),
    confirm: values.get(confirmation.confirm),
    confirmRules: values.get(confirmation.confirmRules),
    commands: { allowed: values.get(lists.allowedCommands), denied: values.get(lists.deniedCommands) },
    filesRoot: values.path(lists.filesRoot),
    auditLog: values.path(confirmation.auditLog) ?? auditLog,
  };
  checkSwitches(policy, values, findings);
  return policy;
}

function checkSwitches(policy: PolicySettings, values: Resolved, findings: Findings): void {
  if (policy.enableHostExec && !policy.acceptRisks) {
    findings.mistake(
      `${values.name(access.enableHostExec)} lets an assistant run any command on the Proxmox hosts: set ` +
        "I_ACCEPT_RISKS=true as well if you want that, or remove it.",
    );
  }
  for (const off of [access.readOnly, access.safeMode]) {
    if (!values.get(off)) continue;
    for (const on of [access.enableHostExec, access.allowElevated]) {
      if (values.get(on)) {
        findings.warn(`${values.name(on)} has no effect, because ${values.name(off)} turns commands off.`);
      }
    }
  }
  if (policy.confirm === "off" && !policy.readOnly && !policy.safeMode) {
    findings.warn(
      `${
        values.name(confirmation.confirm)
      } is off: guests, snapshots and backups can be deleted without anybody being asked.`,
    );
  }
}

/** Notes toolsets that do not exist; `known` comes from the tools, which this room cannot see. */
export function checkToolsets(
  toolsets: readonly string[],
  known: readonly string[],
  values: Resolved,
  findings: Findings,
): void {
  for (const toolset of toolsets) {
    if (known.includes(toolset)) continue;
    const meant = nearest(toolset, known);
    findings.mistake(
      `${values.name(tools.toolsets)} names "${toolset}", which is no toolset: ` +
        (meant === undefined ? `there are ${known.join(", ")}.` : `did you mean ${meant}?`),
    );
  }
}

/** The audit log where none is set: below the directory that the operating system means for such files. */
export function defaultAuditLog(os: OperatingSystem, variables: Variables): string {
  return join(stateDirectory(os, variables), "proxmox-mcp", "audit.jsonl");
}

function stateDirectory(os: OperatingSystem, variables: Variables): string {
  const home = variables.HOME;
  if (os === "windows") {
    return variables.LOCALAPPDATA ?? join(variables.USERPROFILE ?? "C:\\ProgramData", "AppData", "Local");
  }
  if (os === "darwin" && home !== undefined) return join(home, "Library", "Application Support");
  const state = variables.XDG_STATE_HOME;
  // The XDG rules: a relative path in the variable counts as not set.
  if (state !== undefined && state.startsWith("/")) return state;
  return home === undefined || home === "" ? "/var/lib" : join(home, ".local", "state");
}
