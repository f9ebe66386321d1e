import type { Stop } from "../../e2e/tour.ts";
import type { SchemaRelease } from "../release_schema.ts";

/** Calls of every tool of the toolset `access`; a token's secret is renewed only where Proxmox VE can do that. */
export function accessCalls(release: SchemaRelease): readonly Stop[] {
  return [
    ...["users", "groups", "roles", "acl", "tokens", "realms"].map((what) => ({
      tool: "proxmox_access_list",
      args: { what, match: "a" },
    })),
    { tool: "proxmox_access_check", args: {} },
    {
      tool: "proxmox_access_check",
      args: { user: "alice@pve", privilege: "VM.Audit", path: "/vms/101" },
    },
    { tool: "proxmox_access_check", args: { user: "alice@pve", tool: "proxmox_vm_start" } },
    {
      tool: "proxmox_user_set",
      args: {
        ...{ user: "ann@pve", groups: ["helpdesk"], enable: true, expires: "2030-01-31" },
        ...{ email: "ann@meadow.example", comment: "x", firstname: "Ann", lastname: "Lee" },
      },
    },
    { tool: "proxmox_user_set", args: { user: "ann@pve", groups: [], enable: false, expires: "never" } },
    { tool: "proxmox_group_set", args: { group: "night", comment: "x" } },
    { tool: "proxmox_group_set", args: { group: "night", comment: "y" } },
    { tool: "proxmox_role_set", args: { role: "Snapper", privileges: ["VM.Snapshot"] } },
    { tool: "proxmox_role_set", args: { role: "Snapper", add: ["VM.Audit"], remove: ["VM.Snapshot"] } },
    {
      tool: "proxmox_acl_set",
      args: { path: "/vms", role: "Snapper", user: "ann@pve", propagate: false },
    },
    { tool: "proxmox_acl_set", args: { path: "/vms", role: "Snapper", group: "night" } },
    {
      tool: "proxmox_token_set",
      args: { token: "ann@pve!agent", privsep: true, expires: "2030-01-31", comment: "x" },
    },
    { tool: "proxmox_token_set", args: { token: "ann@pve!agent", privsep: false, comment: "y" } },
    { tool: "proxmox_acl_set", args: { path: "/vms", role: "Snapper", token: "ann@pve!agent" } },
    {
      tool: "proxmox_acl_set",
      args: { path: "/vms", role: "Snapper", token: "ann@pve!agent", revoke: true },
    },
    ...release === "9.2"
      ? [{ tool: "proxmox_token_set", args: { token: "ann@pve!agent", renew: true } }]
      : [],
    ...[["token", "ann@pve!agent"], ["user", "ann@pve"], ["group", "night"], ["role", "Snapper"]].map((
      [what, name],
    ) => ({ tool: "proxmox_access_delete", args: { what, name } })),
  ];
}
