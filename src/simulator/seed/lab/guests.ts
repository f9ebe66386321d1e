import type { Guest } from "../../cluster/guest.ts";
import { makeContainer, makeMachine } from "../guests.ts";

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/**
 * The guests of the lab: some that behave, and one each for the troubles an operator meets.
 *
 * 102 starts well, 113 misses its ISO image, 123 its graphics card, 111 is locked by a backup, 103 is protected and
 * under high availability, 114 has no agent and ignores a shutdown.
 */
export function labGuests(now: number): Guest[] {
  const ago = (days: number, hours: number) => now - days * DAY - hours * HOUR - 1234;
  return [
    makeContainer({
      ...{ vmid: 100, name: "dns1", node: "pve1", cores: 1, memoryMiB: 512, tags: "dns;infra" },
      ...{ disk: "local-lvm:vm-100-disk-0", diskGiB: 8, address: "10.20.0.53/24", startedAt: ago(41, 3) },
      config: { onboot: 1, startup: "order=1", description: "Unbound, the first to come up.\n" },
    }),
    makeMachine({
      ...{ vmid: 101, name: "web1", node: "pve1", cores: 4, memoryMiB: 8192, tags: "prod;web", agent: true },
      ...{
        disk: "local-lvm:vm-101-disk-0",
        diskGiB: 32,
        address: "10.20.10.21/24",
        startedAt: ago(12, 7),
        load: 0.23,
      },
      config: { onboot: 1 },
    }),
    makeMachine({
      ...{ vmid: 102, name: "web2", node: "pve1", cores: 4, memoryMiB: 8192, tags: "prod;web", agent: true },
      ...{ disk: "local-lvm:vm-102-disk-0", diskGiB: 32, address: "10.20.10.22/24" },
    }),
    makeMachine({
      ...{
        vmid: 103,
        name: "db1",
        node: "pve1",
        cores: 8,
        memoryMiB: 32768,
        tags: "db;prod;protected",
        agent: true,
      },
      ...{
        disk: "nas:103/vm-103-disk-0.qcow2",
        diskGiB: 200,
        address: "10.20.10.31/24",
        startedAt: ago(88, 1),
      },
      ...{ memoryLoad: 0.81, load: 0.12 },
      config: { protection: 1, onboot: 1, description: "PostgreSQL 17. Ask Alice before you touch it." },
    }),
    makeContainer({
      ...{ vmid: 104, name: "reverse-proxy", node: "pve1", cores: 2, memoryMiB: 1024, tags: "infra;web" },
      ...{ disk: "local-lvm:vm-104-disk-0", diskGiB: 8, address: "10.20.0.80/24", startedAt: ago(41, 3) },
      system: "alpine",
    }),
    makeMachine({
      ...{ vmid: 110, name: "gitlab", node: "pve2", cores: 6, memoryMiB: 16384, tags: "dev", agent: true },
      ...{ disk: "local-lvm:vm-110-disk-0", diskGiB: 120, address: "10.20.20.10/24", startedAt: ago(5, 2) },
      ...{ system: "ubuntu", memoryLoad: 0.74, load: 0.31 },
    }),
    makeMachine({
      ...{ vmid: 111, name: "mail", node: "pve2", cores: 2, memoryMiB: 4096, tags: "prod", agent: true },
      ...{
        disk: "nas:111/vm-111-disk-0.qcow2",
        diskGiB: 64,
        address: "10.20.10.25/24",
        startedAt: ago(30, 9),
      },
      config: { lock: "backup", onboot: 1 },
    }),
    makeContainer({
      ...{
        vmid: 112,
        name: "monitoring",
        node: "pve2",
        cores: 2,
        memoryMiB: 2048,
        tags: "infra",
        load: 0.42,
      },
      ...{ disk: "tank:subvol-112-disk-0", diskGiB: 24, address: "10.20.0.90/24", startedAt: ago(17, 4) },
      config: { mp0: "tank:subvol-112-disk-1,mp=/var/lib/prometheus,size=80G" },
    }),
    makeMachine({
      ...{ vmid: 113, name: "win11-desk", node: "pve2", cores: 4, memoryMiB: 8192, system: "windows" },
      ...{ disk: "local-lvm:vm-113-disk-0", diskGiB: 80 },
      config: { ide2: "local:iso/virtio-win-0.1.240.iso,media=cdrom,size=612812K", bios: "ovmf" },
    }),
    makeMachine({
      ...{
        vmid: 114,
        name: "legacy-erp",
        node: "pve2",
        cores: 2,
        memoryMiB: 4096,
        tags: "legacy",
        load: 0.02,
      },
      ...{ disk: "local-lvm:vm-114-disk-0", diskGiB: 40, startedAt: ago(203, 6), shutdownSeconds: null },
      config: { description: "No agent and no ACPI: it does not react to a shutdown." },
    }),
    makeContainer({
      ...{ vmid: 115, name: "ci-runner", node: "pve2", cores: 8, memoryMiB: 8192, tags: "dev" },
      ...{ disk: "local:115/vm-115-disk-0.raw", diskGiB: 40, address: "10.20.20.15/24" },
    }),
    makeMachine({
      ...{ vmid: 120, name: "files", node: "pve3", cores: 4, memoryMiB: 16384, tags: "infra", agent: true },
      ...{ disk: "tank:vm-120-disk-0", diskGiB: 500, address: "10.20.0.20/24", startedAt: ago(60, 11) },
    }),
    makeContainer({
      ...{ vmid: 121, name: "home-assistant", node: "pve3", cores: 2, memoryMiB: 2048, tags: "home" },
      ...{ disk: "local-lvm:vm-121-disk-0", diskGiB: 16, address: "10.20.30.5/24", startedAt: ago(9, 5) },
    }),
    makeMachine({
      ...{ vmid: 123, name: "ml-box", node: "pve3", cores: 12, memoryMiB: 65536, tags: "dev", agent: true },
      ...{ disk: "local-lvm:vm-123-disk-0", diskGiB: 250 },
      config: { hostpci0: "0000:41:00.0,pcie=1", machine: "q35" },
    }),
    makeMachine({
      ...{
        vmid: 9000,
        name: "debian-13-cloud",
        node: "pve1",
        cores: 2,
        memoryMiB: 2048,
        agent: true,
        tags: "template",
      },
      ...{ disk: "nas:9000/base-9000-disk-0.qcow2", diskGiB: 8 },
      config: {
        template: 1,
        ide2: "nas:9000/vm-9000-cloudinit.qcow2,media=cdrom",
        ciuser: "debian",
        ipconfig0: "ip=dhcp",
      },
    }),
    makeContainer({
      ...{
        vmid: 9001,
        name: "alpine-base",
        node: "pve2",
        cores: 1,
        memoryMiB: 256,
        system: "alpine",
        tags: "template",
      },
      ...{ disk: "local-lvm:base-9001-disk-0", diskGiB: 2 },
      config: { template: 1 },
    }),
  ];
}
