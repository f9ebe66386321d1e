/** Privileges by built-in role of Proxmox VE 9.2 (`GET /access/roles`), without the two that grant nearly everything. */
const builtInRoles: Readonly<Record<string, readonly string[]>> = {
  PVEAuditor: [
    "Datastore.Audit",
    "Mapping.Audit",
    "Pool.Audit",
    "SDN.Audit",
    "Sys.Audit",
    "VM.Audit",
    "VM.GuestAgent.Audit",
  ],
  PVETemplateUser: ["VM.Audit", "VM.Clone"],
  PVEVMUser: [
    "VM.Audit",
    "VM.Backup",
    "VM.Config.CDROM",
    "VM.Config.Cloudinit",
    "VM.Console",
    "VM.GuestAgent.Audit",
    "VM.GuestAgent.FileRead",
    "VM.GuestAgent.FileSystemMgmt",
    "VM.GuestAgent.FileWrite",
    "VM.PowerMgmt",
  ],
  PVEVMAdmin: [
    "VM.Allocate",
    "VM.Audit",
    "VM.Backup",
    "VM.Clone",
    "VM.Config.CDROM",
    "VM.Config.CPU",
    "VM.Config.Cloudinit",
    "VM.Config.Disk",
    "VM.Config.HWType",
    "VM.Config.Memory",
    "VM.Config.Network",
    "VM.Config.Options",
    "VM.Console",
    "VM.GuestAgent.Audit",
    "VM.GuestAgent.FileRead",
    "VM.GuestAgent.FileSystemMgmt",
    "VM.GuestAgent.FileWrite",
    "VM.GuestAgent.Unrestricted",
    "VM.Migrate",
    "VM.PowerMgmt",
    "VM.Replicate",
    "VM.Snapshot",
    "VM.Snapshot.Rollback",
  ],
  PVEDatastoreUser: ["Datastore.AllocateSpace", "Datastore.Audit"],
  PVEDatastoreAdmin: [
    "Datastore.Allocate",
    "Datastore.AllocateSpace",
    "Datastore.AllocateTemplate",
    "Datastore.Audit",
  ],
  PVESysAdmin: ["Sys.Audit", "Sys.Console", "Sys.Syslog"],
  PVESDNUser: ["SDN.Audit", "SDN.Use"],
  PVESDNAdmin: ["SDN.Allocate", "SDN.Audit", "SDN.Use"],
  PVEPoolUser: ["Pool.Audit"],
  PVEPoolAdmin: ["Pool.Allocate", "Pool.Audit"],
  PVEMappingUser: ["Mapping.Audit", "Mapping.Use"],
  PVEMappingAdmin: ["Mapping.Audit", "Mapping.Modify", "Mapping.Use"],
  PVEUserAdmin: ["Group.Allocate", "Realm.AllocateUser", "User.Modify"],
};

/**
 * Names the smallest built-in role that holds one (`anyOf`) or all of these privileges, or undefined where only
 * `Administrator` and `PVEAdmin` would do.
 *
 * Privileges to change things weigh more than those to look, so that `VM.Audit` leads to PVEAuditor and not to
 * PVETemplateUser, which may clone.
 */
export function smallestRole(privileges: readonly string[], anyOf: boolean): string | undefined {
  const fitting = Object.entries(builtInRoles).filter(([, held]) =>
    anyOf
      ? privileges.some((privilege) => held.includes(privilege))
      : privileges.every((privilege) => held.includes(privilege))
  );
  fitting.sort(([, one], [, other]) => weight(one) - weight(other));
  return fitting[0]?.[0];
}

function weight(privileges: readonly string[]): number {
  return privileges.reduce((sum, privilege) => sum + (privilege.endsWith(".Audit") ? 0.01 : 1), 0);
}
