import assert from "node:assert/strict";
import {
  cdromOption,
  cloudInitDriveOption,
  disksIn,
  freeOption,
  newDiskOption,
  newMountOption,
  systemDisk,
} from "../../../src/proxmox/guest_options/disk.ts";
import { parseDiskSize, wantedDiskSize } from "../../../src/proxmox/guest_options/disk_size.ts";

const gib = 2 ** 30;

Deno.test("the disks of a VM are told from its CD-ROM drives, its cloud-init drive and what is unused", () => {
  const options = new Map([
    ["boot", "order=ide2;virtio1;net0"],
    ["efidisk0", "local-lvm:vm-1-disk-1,efitype=4m,size=4M"],
    ["ide0", "local:1/vm-1-cloudinit.qcow2,media=cdrom"],
    ["ide2", "none,media=cdrom"],
    ["memory", "512"],
    ["net0", "virtio=BC:24:11:0D:BB:CA,bridge=vmbr0"],
    ["scsi0", "local-lvm:vm-1-disk-0,size=32G"],
    ["unused0", "local:1/vm-1-disk-7.raw"],
    ["virtio1", "file=nas:1/vm-1-disk-2.qcow2,size=512M"],
  ]);
  assert.deepEqual(
    disksIn("qemu", options).map(({ slot, kind, storage, size }) => [slot, kind, storage, size]),
    [
      ["efidisk0", "disk", "local-lvm", 4 * 2 ** 20],
      ["ide0", "cloudinit", "local", undefined],
      ["ide2", "cdrom", undefined, undefined],
      ["scsi0", "disk", "local-lvm", 32 * gib],
      ["unused0", "unused", "local", undefined],
      ["virtio1", "disk", "nas", 512 * 2 ** 20],
    ],
  );
  assert.equal(systemDisk("qemu", options)?.slot, "virtio1");
  assert.equal(freeOption(options, "scsi", 31), "scsi1");
  assert.equal(freeOption(new Map([["ide0", ""]]), "ide", 1), undefined);
});

Deno.test("a container's mount points tell where they are, and directories of the node from volumes", () => {
  const options = new Map([
    ["mp0", "/srv/data,mp=/data"],
    ["mp1", "tank:subvol-1-disk-1,mp=/var/lib/db,size=80G"],
    ["rootfs", "local-lvm:vm-1-disk-0,size=8G"],
  ]);
  assert.deepEqual(disksIn("lxc", options).map(({ slot, kind, mountedAt }) => [slot, kind, mountedAt]), [
    ["mp0", "bind", "/data"],
    ["mp1", "disk", "/var/lib/db"],
    ["rootfs", "disk", "/"],
  ]);
  assert.equal(systemDisk("lxc", options)?.slot, "rootfs");
});

Deno.test("values of new disks are written as Proxmox takes them", () => {
  assert.equal(newDiskOption({ storage: "local-lvm", gib: 32 }), "local-lvm:32,discard=on,iothread=1");
  assert.equal(
    newDiskOption({ storage: "local-lvm", gib: 32, importFrom: "local:import/debian.qcow2" }),
    "local-lvm:0,import-from=local:import/debian.qcow2,discard=on,iothread=1",
  );
  assert.equal(newMountOption("tank", 8, "/srv"), "tank:8,mp=/srv,backup=1");
  assert.equal(cdromOption("local:iso/debian.iso"), "local:iso/debian.iso,media=cdrom");
  assert.equal(cloudInitDriveOption("nas"), "nas:cloudinit");
});

Deno.test("sizes are read as Proxmox writes them", () => {
  assert.equal(parseDiskSize("32G"), 32 * gib);
  assert.equal(parseDiskSize("1.5G"), 1.5 * gib);
  assert.equal(parseDiskSize("612812K"), 612812 * 1024);
  assert.equal(parseDiskSize("512"), 512);
  for (const text of ["32GB", "", undefined, "-1G", "G"]) assert.equal(parseDiskSize(text), undefined);
  assert.equal(wantedDiskSize("+5G", 32 * gib), 37 * gib);
  assert.equal(wantedDiskSize("40G", 32 * gib), 40 * gib);
  assert.equal(wantedDiskSize("+", 32 * gib), undefined);
});
