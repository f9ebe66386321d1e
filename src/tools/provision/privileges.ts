/** Privileges for the options of containers: their devices, disks, and everything else about them. */
export const containerPrivileges: readonly string[] = [
  "VM.Audit",
  "VM.Config.Disk",
  "VM.Config.CPU",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "Datastore.AllocateSpace",
  "SDN.Use",
];

/** The same for VMs, which have hardware and CD-ROM drives besides. */
export const machinePrivileges: readonly string[] = [
  ...containerPrivileges,
  "VM.Config.CDROM",
  "VM.Config.HWType",
];
