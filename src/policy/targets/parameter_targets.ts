import { type NamedParameters, splitList } from "../endpoints/named_parameters.ts";
import { type GuestRole, haGuest, type TargetCollector } from "./collector.ts";

/** Slots of a guest's disks and mount points; their values start with a volume id. */
const diskSlot = /^(ide|sata|scsi|virtio|efidisk|tpmstate|mp|unused|rootfs|cdrom)\d*$/;

/** Reads the parameters of a request into its targets; `segments` are those of its path. */
export function parameterTargets(
  targets: TargetCollector,
  segments: readonly string[],
  given: NamedParameters,
  role: GuestRole,
): void {
  const path = `/${segments.join("/")}`;
  guestParameters(targets, path, given, role);
  nodeParameters(targets, path, given);
  storageParameters(targets, path, given);
  volumeParameters(targets, path, given, role);
  const isStorage = path.startsWith("/storage");
  if (!isStorage) {
    for (const pool of [...given.values("pool"), ...given.values("poolid")]) targets.pools.add(pool);
  }
}

function guestParameters(
  targets: TargetCollector,
  path: string,
  given: NamedParameters,
  role: GuestRole,
): void {
  const isBackup = /\/vzdump$|^\/cluster\/backup/.test(path);
  // A backup in snapshot mode leaves the guest as it is; the other modes stop or pause it.
  const copies = isBackup && given.values("mode").every((mode) => mode === "snapshot");
  const creates = /^\/nodes\/[^/]+\/(qemu|lxc)$/.test(path);
  const ofVmid: GuestRole = creates && role === "changed" ? "created" : copies ? "used" : role;
  for (const id of given.list("vmid")) targets.guest(id, ofVmid);
  for (const id of given.list("vms")) targets.guest(id, role);
  for (const id of given.list("newid")) targets.guest(id, "created");
  for (const id of given.list("target-vmid")) targets.guest(id, role);
  for (const sid of [...given.list("resources"), ...given.list("sid")]) targets.guest(haGuest(sid), role);
  if (role !== "changed") return;
  if (isBackup && given.isOn("all")) targets.all = {};
  if (isBackup && given.has("pool")) targets.all = { pool: given.values("pool")[0] };
  // Without a list, a bulk action is for all guests of the cluster.
  if (path.startsWith("/cluster/bulk-action/") && !given.has("vms")) targets.all = {};
}

function nodeParameters(targets: TargetCollector, path: string, given: NamedParameters): void {
  const isFirewall = path.includes("/firewall");
  const targetIsNode = /\/(migrate|clone|migrateall)$|^\/cluster\/replication|^\/nodes\/[^/]+\/storage$/.test(
    path,
  );
  const named = [
    ...given.list("node"),
    ...given.list("target_node"),
    ...(targetIsNode ? given.list("target") : []),
    ...(path.startsWith("/cluster/replication") && !isFirewall ? given.list("source") : []),
    // Lists of HA give each node a priority (pve1:2).
    ...given.list("nodes").map((entry) => entry.split(":")[0] ?? entry),
  ];
  for (const node of named) targets.nodes.add(node);
}

function storageParameters(targets: TargetCollector, path: string, given: NamedParameters): void {
  const named = [
    ...given.list("storage"),
    ...given.list("storages"),
    ...given.list("statestorage"),
    ...given.list("vmstatestorage"),
    ...given.list("import-working-storage"),
    // A mapping of storages (local:other,store2); 1 keeps each volume where it is.
    ...[...given.list("targetstorage"), ...given.list("target-storage")].flatMap((entry) => entry.split(":")),
    ...given.values("fleecing").flatMap((value) => /(?:^|,)storage=([^,]+)/.exec(value)?.[1] ?? []),
  ];
  const isRemote = path.endsWith("/remote_migrate");
  for (const storage of named) if (!isRemote && storage !== "1") targets.storages.add(storage);
}

function volumeParameters(
  targets: TargetCollector,
  path: string,
  given: NamedParameters,
  role: GuestRole,
): void {
  for (const [name, value] of given.entries) {
    if (!diskSlot.test(name)) continue;
    for (const part of value.split(",")) diskVolume(targets, part.trim(), role);
  }
  for (const name of ["archive", "ostemplate", "hookscript"]) {
    for (const value of given.values(name)) targets.volume(value, "used");
  }
  const isVolume = /\/(file-restore\/\w+|import-metadata|extractconfig)$/.test(path);
  if (isVolume) { for (const value of given.values("volume")) targets.volume(value, "used"); }
  if (/\/content\/./.test(path)) { for (const value of given.values("target")) targets.volume(value, role); }
  for (const value of given.values("cicustom").flatMap(splitList)) {
    targets.volume(value.replace(/^\w+=/, ""), "used");
  }
}

/** One part of a disk's property string; only the volume itself and the source of an import are volumes. */
function diskVolume(targets: TargetCollector, part: string, role: GuestRole): void {
  const source = /^import-from=(.*)$/.exec(part)?.[1];
  if (source !== undefined) return targets.volume(source, "used");
  const volume = part.replace(/^(?:file|volume)=/, "");
  if (!volume.includes("=") && volume.includes(":")) targets.volume(volume, role);
}
