import { builtInRoles } from "../../../src/simulator/access/privileges.ts";
import type { Disk } from "../../../src/simulator/cluster/node.ts";
import type { Guest } from "../../../src/simulator/cluster/guest.ts";
import { type ClusterState, emptyState } from "../../../src/simulator/cluster/state.ts";
import type { Storage } from "../../../src/simulator/cluster/storage.ts";
import { blankSystem } from "../../../src/simulator/guest/blank_system.ts";
import { makeNode } from "../../../src/simulator/seed/nodes.ts";
import { addGuestVolumes, fileVolume } from "../../../src/simulator/seed/volumes.ts";
import type { LabAccounts } from "./replay.ts";

const GIB = 1024 ** 3;

/** The accounts of the lab in which the recordings were made, with secrets of our own. */
export const LAB_ACCOUNTS: LabAccounts = {
  tokens: {
    "root@pam!full": "11111111-0000-4000-8000-000000000001",
    "alice@pve!nopriv": "11111111-0000-4000-8000-000000000002",
    "alice@pve!sep": "11111111-0000-4000-8000-000000000003",
    "bob@pve!nothing": "11111111-0000-4000-8000-000000000004",
  },
  passwords: { "root@pam": "labroot1", "alice@pve": "alicepw123", "bob@pve": "bobpw12345" },
};

const VIRTUAL_DISK: Disk = {
  ...{
    devpath: "/dev/sda",
    type: "unknown",
    model: "unknown",
    vendor: "0x1af4",
    serial: "unknown",
    wwn: "unknown",
  },
  ...{ size: 274877906944, rpm: -1, health: "UNKNOWN", wearout: "N/A", used: "mounted", gpt: 0, mounted: 1 },
};

/** The node `pve` as it was before the first guest: two storages, a pool, and the accounts. */
export function bareLab(now: number, nodes: readonly string[] = ["pve"]): ClusterState {
  const state = emptyState();
  if (nodes.length > 1) state.name = "lab";
  state.nodes = Object.fromEntries(nodes.map((name, index) => {
    const ip = `192.168.77.${2 + index}`;
    const node = makeNode({
      ...{
        name,
        nodeid: index + 1,
        ip,
        bootedAt: now - 2714,
        cores: 2,
        memoryGiB: 24,
        load: 0.02,
        memoryLoad: 0.05,
      },
    });
    const bridge = node.interfaces.filter(({ iface }) => iface === "vmbr0")
      .map(({ bridge_vlan_aware: _, bridge_vids: __, comments: ___, ...rest }) => ({
        ...rest,
        iface: "vmbr0",
        type: "bridge",
      }));
    const network = name === "pve" ? [] : [{
      iface: "eno1",
      type: "eth",
      method: "manual",
      method6: "manual",
      families: ["inet"],
      priority: 3,
    }];
    return [name, {
      ...node,
      dns: { dns1: "192.168.77.1" },
      timezone: "Etc/UTC",
      firmware: "legacy-bios",
      interfaces: [...bridge, ...network],
      disks: [{ ...VIRTUAL_DISK }],
    }];
  }));
  addAccounts(state);
  state.storages = { local: localStorage(nodes), "local-btrfs": btrfs(nodes) };
  state.pools = { lab: { comment: "Lab pool", vms: [], storage: [] } };
  state.realms = state.realms.map((realm) => ({ ...realm }));
  return state;
}

function addAccounts(state: ClusterState): void {
  const token = (id: string, privsep: boolean, expire = 0) => ({
    secret: LAB_ACCOUNTS.tokens[id] ?? "",
    privsep,
    expire,
  });
  const password = (user: string) => ({ password: LAB_ACCOUNTS.passwords[user] ?? "" });
  const user = { enable: true, expire: 0, groups: [] };
  state.roles = builtInRoles("9.2");
  state.groups = { ops: { comment: "Ops group" } };
  state.users = {
    "root@pam": {
      ...user,
      ...password("root@pam"),
      userid: "root@pam",
      tokens: { full: token("root@pam!full", false) },
    },
    "alice@pve": {
      ...{
        ...user,
        ...password("alice@pve"),
        userid: "alice@pve",
        email: "alice@example.invalid",
        comment: "Alice",
      },
      groups: ["ops"],
      tokens: { nopriv: token("alice@pve!nopriv", false), sep: token("alice@pve!sep", true) },
    },
    "bob@pve": {
      ...{ ...user, ...password("bob@pve"), userid: "bob@pve" },
      tokens: { nothing: token("bob@pve!nothing", true, 1) },
    },
  };
  state.acl = [
    { path: "/", type: "user", ugid: "alice@pve", roleid: "PVEAuditor", propagate: true },
    { path: "/pool/lab", type: "group", ugid: "ops", roleid: "PVEVMAdmin", propagate: true },
    { path: "/storage/local", type: "user", ugid: "alice@pve", roleid: "PVEDatastoreUser", propagate: true },
    { path: "/vms/100", type: "token", ugid: "alice@pve!sep", roleid: "PVEVMUser", propagate: true },
  ];
}

function localStorage(nodes: readonly string[]): Storage {
  return {
    storage: "local",
    type: "dir",
    config: { path: "/var/lib/vz" },
    content: ["iso", "vztmpl", "backup", "snippets", "images", "rootdir", "import"],
    shared: false,
    space: Object.fromEntries(nodes.map((node) => [node, { total: 252 * GIB, used: 30 * GIB }])),
    volumes: nodes.flatMap((node) => [
      fileVolume("vztmpl", "busybox-1.37_amd64.tar.gz", 1072519, { node, format: "tgz" }),
      fileVolume("vztmpl", "debian-13-standard_13.1-2_amd64.tar.zst", 36497833, { node, format: "tzst" }),
    ]),
  };
}

function btrfs(nodes: readonly string[]): Storage {
  return {
    storage: "local-btrfs",
    type: "btrfs",
    config: { path: "/mnt/btr" },
    content: ["images", "rootdir"],
    shared: false,
    space: Object.fromEntries(nodes.map((node) => [node, { total: 8 * GIB, used: GIB / 16 }])),
    volumes: [],
  };
}

/** Puts guests into a lab, with their disks; those in `pool` join the pool `lab`. */
export function addGuests(state: ClusterState, guests: readonly Guest[], pool: readonly number[] = []): void {
  for (const guest of guests) state.guests[guest.vmid] = guest;
  state.pools["lab"]?.vms.push(...pool);
  addGuestVolumes(state.storages, guests, Math.floor(Date.now() / 1000));
}

/** A container of the lab. */
export function container(vmid: number, config: Guest["config"], options: Partial<Guest> = {}): Guest {
  const base = { arch: "amd64", ostype: "unmanaged", memory: 512, swap: 512, hostname: `CT${vmid}` };
  const system = { ...blankSystem(`CT${vmid}`, "unmanaged"), shutdownSeconds: 1 };
  const full = { ...base, rootfs: `local:${vmid}/vm-${vmid}-disk-0.raw,size=1G`, ...config };
  return { vmid, type: "lxc", node: "pve", config: full, pending: {}, snapshots: {}, system, ...options };
}

/** A virtual machine of the lab; without a guest system it does not react to a shutdown. */
export function machine(vmid: number, config: Guest["config"], options: Partial<Guest> = {}): Guest {
  const base = {
    ...{
      name: `vm${vmid}`,
      cores: 1,
      memory: "128",
      kvm: 0,
      ostype: "l26",
      scsihw: "virtio-scsi-single",
      boot: "order=scsi0",
    },
    scsi0: `local:${vmid}/vm-${vmid}-disk-0.qcow2,size=1G`,
    net0: "virtio=BC:24:11:0D:BB:CA,bridge=vmbr0",
    smbios1: "uuid=258fd794-de15-4f7b-b427-d36f48906d00",
    vmgenid: "77791a8a-e3a7-479f-acf5-1415c667d0f3",
    meta: "creation-qemu=10.0.13,ctime=1795224404",
  };
  const { shutdownSeconds: _, ...system } = blankSystem(`vm${vmid}`, "unmanaged");
  return {
    vmid,
    type: "qemu",
    node: "pve",
    config: { ...base, ...config },
    pending: {},
    snapshots: {},
    system,
    ...options,
  };
}

/** What makes a guest of the lab run. */
export function running(now: number): Pick<Guest, "runtime"> {
  const rates = { netin: 1, netout: 1, diskread: 0, diskwrite: 0 };
  return { runtime: { pid: 994, startedAt: now - 190, mem: 3014656, cpu: 0, rates } };
}
