import type { Task } from "../../cluster/task.ts";
import { formatUpid } from "../../cluster/upid.ts";

const HOUR = 60 * 60;

/** One finished task of the past. */
interface PastTask {
  readonly node: string;
  readonly type: string;
  readonly id: string;
  readonly user?: string;
  /** Hours before now. */
  readonly hoursAgo: number;
  /** Seconds it took. */
  readonly took: number;
  readonly log: readonly string[];
  /** Absent means OK. */
  readonly error?: string;
}

/** What happened in the lab during the last days, oldest first: routine, and failures worth reading. */
export function labHistory(now: number): Task[] {
  return PAST.toSorted((a, b) => b.hoursAgo - a.hoursAgo).map((past, index) => toTask(past, index, now));
}

function toTask(past: PastTask, index: number, now: number): Task {
  const starttime = Math.round(now - past.hoursAgo * HOUR);
  const exitstatus = past.error ?? "OK";
  const parts = {
    node: past.node,
    pid: 41000 + index * 617,
    pstart: 350000000 + index * 360000,
    starttime,
    type: past.type,
    id: past.id,
    user: past.user ?? "root@pam",
  };
  const prefix = exitstatus === "OK" ? "TASK" : exitstatus.startsWith("WARNINGS") ? "TASK" : "TASK ERROR:";
  const log = [...past.log, `${prefix} ${exitstatus}`];
  return { ...parts, upid: formatUpid(parts), log, exitstatus, endtime: starttime + past.took };
}

const PAST: readonly PastTask[] = [
  { node: "pve1", type: "vzstart", id: "100", hoursAgo: 987, took: 2, log: [] },
  { node: "pve1", type: "qmstart", id: "101", hoursAgo: 295, took: 3, log: [] },
  {
    ...{ node: "pve1", type: "vzdump", id: "", hoursAgo: 26, took: 512 },
    log: [
      "INFO: starting new backup job: vzdump 101 103 --mode snapshot --storage pbs --quiet 1",
      "INFO: Starting Backup of VM 101 (qemu)",
      "INFO: status = running",
      "INFO: VM Name: web1",
      "INFO: include disk 'scsi0' 'local-lvm:vm-101-disk-0' 32G",
      "INFO: backup mode: snapshot",
      "INFO:  50% (16.0 GiB of 32.0 GiB) in 40s, read: 410.2 MiB/s, write: 88.0 MiB/s",
      "INFO: 100% (32.0 GiB of 32.0 GiB) in 81s, read: 400.0 MiB/s, write: 61.3 MiB/s",
      "INFO: Finished Backup of VM 101 (00:01:23)",
      "INFO: Starting Backup of VM 103 (qemu)",
      "INFO: Finished Backup of VM 103 (00:07:06)",
      "INFO: Backup job finished successfully",
    ],
  },
  {
    ...{ node: "pve2", type: "vzdump", id: "", hoursAgo: 25.5, took: 93, error: "job errors" },
    log: [
      "INFO: starting new backup job: vzdump 110 115 --mode snapshot --storage nas --quiet 1",
      "INFO: Starting Backup of VM 110 (qemu)",
      "INFO: status = running",
      "INFO: VM Name: gitlab",
      "INFO: creating vzdump archive '/mnt/pve/nas/dump/vzdump-qemu-110.vma.zst'",
      "INFO:  12% (14.4 GiB of 120.0 GiB) in 36s, read: 409.6 MiB/s, write: 391.0 MiB/s",
      "ERROR: vma_queue_write: write error - No space left on device",
      "INFO: aborting backup job",
      "ERROR: Backup of VM 110 failed - vma_queue_write: write error - No space left on device",
      "INFO: Failed at 2026-11-20 02:01:33",
      "INFO: Backup job finished with errors",
    ],
  },
  {
    ...{ node: "pve2", type: "qmstart", id: "113", user: "alice@pve", hoursAgo: 7.2, took: 1 },
    ...{ error: "volume 'local:iso/virtio-win-0.1.240.iso' does not exist", log: [] },
  },
  {
    ...{ node: "pve3", type: "qmstart", id: "123", user: "alice@pve", hoursAgo: 6.9, took: 4 },
    error: "start failed: QEMU exited with code 1",
    log: [
      "kvm: -device vfio-pci,host=0000:41:00.0,id=hostpci0,bus=pci.0,addr=0x10: vfio 0000:41:00.0: " +
      "no such host device: No such file or directory",
    ],
  },
  {
    ...{ node: "pve1", type: "qmsnapshot", id: "101", user: "root@pam!full", hoursAgo: 5, took: 2 },
    log: ["snapshotting 'drive-scsi0' (local-lvm:vm-101-disk-0)"],
  },
  {
    ...{ node: "pve2", type: "qmshutdown", id: "114", hoursAgo: 4.4, took: 60 },
    ...{ error: "VM quit/powerdown failed - got timeout", log: [] },
  },
  {
    ...{ node: "pve3", type: "aptupdate", id: "", hoursAgo: 4, took: 9, error: "WARNINGS: 1" },
    log: [
      "starting apt-get update",
      "Hit:1 http://deb.debian.org/debian trixie InRelease",
      "WARN: repository 'https://enterprise.proxmox.com/debian/pve trixie' is not signed in to",
    ],
  },
  {
    ...{
      node: "pve1",
      type: "download",
      id: "debian-13-standard_13.1-2_amd64.tar.zst",
      hoursAgo: 3.1,
      took: 7,
    },
    log: [
      "downloading http://download.proxmox.com/images/system/debian-13-standard_13.1-2_amd64.tar.zst to " +
      "/var/lib/vz/template/cache/debian-13-standard_13.1-2_amd64.tar.zst",
      "  32768K ........ ........ ........ ........ 26% 31.0M 3s",
      " 123550K ........ ........ ...               100% 33.2M=3.7s",
      "download of 'http://download.proxmox.com/images/system/debian-13-standard_13.1-2_amd64.tar.zst' to " +
      "'/var/lib/vz/template/cache/debian-13-standard_13.1-2_amd64.tar.zst' finished",
    ],
  },
  {
    ...{ node: "pve2", type: "vzmigrate", id: "121", hoursAgo: 2, took: 31 },
    log: [
      "starting migration of CT 121 to node 'pve3' (10.20.0.13)",
      "found local volume 'local-lvm:vm-121-disk-0' (in current VM config)",
      "volume 'local-lvm:vm-121-disk-0' is 'local-lvm:vm-121-disk-0' on the target",
      "start final cleanup",
      "start container on target node",
      "migration finished successfully (duration 00:00:31)",
    ],
  },
  {
    ...{ node: "pve2", type: "srvrestart", id: "chrony", hoursAgo: 1.2, took: 1, log: [] },
  },
];
