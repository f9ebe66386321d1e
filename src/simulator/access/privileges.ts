import type { Release } from "../cluster/release.ts";
import type { Role } from "../cluster/identity.ts";

const DATASTORE = ["Allocate", "AllocateSpace", "AllocateTemplate", "Audit"].map((name) =>
  `Datastore.${name}`
);
const SDN = ["Allocate", "Audit", "Use"].map((name) => `SDN.${name}`);
const MAPPING = ["Audit", "Modify", "Use"].map((name) => `Mapping.${name}`);
const POOL = ["Allocate", "Audit"].map((name) => `Pool.${name}`);
const SYS = ["AccessNetwork", "Audit", "Console", "Incoming", "Modify", "PowerMgmt", "Syslog"].map((name) =>
  `Sys.${name}`
);
const CONFIG = ["CDROM", "CPU", "Cloudinit", "Disk", "HWType", "Memory", "Network", "Options"].map((name) =>
  `VM.Config.${name}`
);
const AGENT = ["Audit", "FileRead", "FileSystemMgmt", "FileWrite", "Unrestricted"].map((name) =>
  `VM.GuestAgent.${name}`
);
const ACCESS = [
  "Group.Allocate",
  "Permissions.Modify",
  "Realm.Allocate",
  "Realm.AllocateUser",
  "User.Modify",
];

function guestPrivileges(release: Release): string[] {
  const common = [
    "Allocate",
    "Audit",
    "Backup",
    "Clone",
    "Console",
    "Migrate",
    "PowerMgmt",
    "Snapshot",
    "Snapshot.Rollback",
  ].map((name) => `VM.${name}`);
  const own = release.startsWith("9") ? [...AGENT, "VM.Replicate"] : ["VM.Monitor"];
  return [...common, ...CONFIG, ...own].toSorted();
}

/** Every privilege a release knows, sorted. */
export function privileges(release: Release): string[] {
  return [...guestPrivileges(release), ...DATASTORE, ...SDN, ...MAPPING, ...POOL, ...SYS, ...ACCESS]
    .toSorted();
}

/** The roles every installation of a release has. */
export function builtInRoles(release: Release): Record<string, Role> {
  const vm = guestPrivileges(release);
  const all = privileges(release);
  const reserved = new Set([
    "Mapping.Modify",
    "Permissions.Modify",
    "Realm.Allocate",
    "Sys.AccessNetwork",
    "Sys.Incoming",
    "Sys.Modify",
    "Sys.PowerMgmt",
  ]);
  const agentOfUser = vm.filter((name) =>
    name.startsWith("VM.GuestAgent.") && !name.endsWith("Unrestricted")
  );
  const lists: Record<string, string[]> = {
    Administrator: all,
    NoAccess: [],
    PVEAdmin: all.filter((name) => !reserved.has(name)),
    PVEAuditor: all.filter((name) => name.endsWith(".Audit")),
    PVEDatastoreAdmin: DATASTORE,
    PVEDatastoreUser: ["Datastore.AllocateSpace", "Datastore.Audit"],
    PVEMappingAdmin: MAPPING,
    PVEMappingUser: ["Mapping.Audit", "Mapping.Use"],
    PVEPoolAdmin: POOL,
    PVEPoolUser: ["Pool.Audit"],
    PVESDNAdmin: SDN,
    PVESDNUser: ["SDN.Audit", "SDN.Use"],
    PVESysAdmin: ["Sys.Audit", "Sys.Console", "Sys.Syslog"],
    PVETemplateUser: ["VM.Audit", "VM.Clone"],
    PVEUserAdmin: ["Group.Allocate", "Realm.AllocateUser", "User.Modify"],
    PVEVMAdmin: vm,
    PVEVMUser: [
      "VM.Audit",
      "VM.Backup",
      "VM.Config.CDROM",
      "VM.Config.Cloudinit",
      "VM.Console",
      "VM.PowerMgmt",
      ...agentOfUser,
    ].toSorted(),
  };
  return Object.fromEntries(Object.entries(lists).map(([name, privs]) => [name, { privs, special: true }]));
}
