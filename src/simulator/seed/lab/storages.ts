import type { Storage, Volume } from "../../cluster/storage.ts";
import { fileVolume } from "../volumes.ts";

const GIB = 1024 ** 3;
const DAY = 24 * 60 * 60;
const NODES = ["pve1", "pve2", "pve3"];

/** The storages of the lab: a directory and a thin pool on each node, ZFS on two, a NAS that is nearly full, backups. */
export function labStorages(now: number): Record<string, Storage> {
  const everywhere = (total: number, used: readonly number[]) =>
    Object.fromEntries(
      NODES.map((node, index) => [node, { total: total * GIB, used: (used[index] ?? 1) * GIB }]),
    );
  const storages: Storage[] = [
    {
      storage: "local",
      type: "dir",
      config: { path: "/var/lib/vz" },
      content: ["iso", "vztmpl", "backup", "snippets", "images", "rootdir"],
      shared: false,
      space: everywhere(94, [21, 37, 19]),
      volumes: NODES.flatMap((node) => localFiles(node)),
    },
    {
      storage: "local-lvm",
      type: "lvmthin",
      config: { vgname: "pve", thinpool: "data" },
      content: ["rootdir", "images"],
      shared: false,
      space: everywhere(794, [211, 402, 178]),
      volumes: [],
    },
    {
      storage: "tank",
      type: "zfspool",
      config: { pool: "tank", nodes: "pve2,pve3", sparse: 1 },
      content: ["images", "rootdir"],
      shared: false,
      space: { pve2: { total: 7200 * GIB, used: 2100 * GIB }, pve3: { total: 7200 * GIB, used: 4900 * GIB } },
      volumes: [],
    },
    {
      storage: "nas",
      type: "nfs",
      config: { server: "10.20.0.20", export: "/export/pve", path: "/mnt/pve/nas" },
      content: ["images", "iso", "backup", "vztmpl"],
      shared: true,
      space: { "": { total: 4000 * GIB, used: 3540 * GIB } },
      volumes: [
        fileVolume("iso", "debian-13.1.0-amd64-netinst.iso", 822083584),
        fileVolume("iso", "ubuntu-24.04.3-live-server-amd64.iso", 3303444480),
        ...nasBackups(now),
      ],
    },
    {
      storage: "pbs",
      type: "pbs",
      config: {
        server: "10.20.0.30",
        datastore: "main",
        username: "backup@pbs",
        "prune-backups": "keep-daily=7",
      },
      content: ["backup"],
      shared: true,
      space: { "": { total: 16000 * GIB, used: 5230 * GIB } },
      volumes: pbsBackups(now),
    },
  ];
  return Object.fromEntries(storages.map((storage) => [storage.storage, storage]));
}

function localFiles(node: string): Volume[] {
  return [
    fileVolume("vztmpl", "debian-13-standard_13.1-2_amd64.tar.zst", 126515062, { node }),
    fileVolume("vztmpl", "alpine-3.22-default_20250617_amd64.tar.xz", 3301860, { node }),
    ...(node === "pve1" ? [fileVolume("snippets", "user-data.yaml", 1204, { node, format: "snippet" })] : []),
  ];
}

function nasBackups(now: number): Volume[] {
  return [3, 10].map((days) => {
    const time = new Date((now - days * DAY) * 1000);
    const stamp = time.toISOString().slice(0, 10).replaceAll("-", "_");
    return fileVolume("backup", `vzdump-lxc-100-${stamp}-02_00_04.tar.zst`, 214748364, {
      vmid: 100,
      subtype: "lxc",
      ctime: now - days * DAY,
      notes: "dns1",
      guestConfig:
        "arch: amd64\ncores: 1\nhostname: dns1\nmemory: 512\nostype: debian\nrootfs: local-lvm:8\nswap: 512\n",
      ...(days === 10 ? { protected: true } : {}),
    });
  });
}

function pbsBackups(now: number): Volume[] {
  const machines: [number, string, number][] = [[101, "web1", 32], [103, "db1", 200], [110, "gitlab", 120]];
  return machines.flatMap(([vmid, name, size]) =>
    [1, 2, 7].map((days): Volume => {
      const time = new Date((now - days * DAY) * 1000).toISOString().replace(/\.\d+Z$/, "Z");
      return {
        name: `backup/vm/${vmid}/${time}`,
        content: "backup",
        format: "pbs-vm",
        subtype: "qemu",
        size: size * GIB,
        vmid,
        ctime: now - days * DAY,
        notes: name,
        encrypted: "encrypted",
        verification: {
          state: vmid === 110 && days === 7 ? "failed" : "ok",
          upid: "UPID:pbs:00000A11:verify:",
        },
        guestConfig: `cores: 4\nmemory: 8192\nname: ${name}\nostype: l26\nscsi0: local-lvm:${size}\n`,
      };
    })
  );
}
