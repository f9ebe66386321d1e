import {
  choice,
  flag,
  integer,
  number,
  optional,
  optionals,
  type ParameterMap,
  propertyString,
  text,
} from "../../api/schema.ts";

const MODELS =
  "e1000 e1000-82540em e1000-82544gc e1000-82545em e1000e i82551 i82557b i82559er ne2k_isa ne2k_pci " +
  "pcnet rtl8139 virtio vmxnet3";

const NET: ParameterMap = {
  model: text({ enum: MODELS.split(" "), default_key: 1 }),
  macaddr: optional(text({ format: "mac-addr" })),
  ...Object.fromEntries(
    MODELS.split(" ").map((model) => [model, text({ alias: "macaddr", keyAlias: "model" })]),
  ),
  ...optionals(() => flag(), "firewall link_down"),
  ...optionals(() => text(), "bridge trunks"),
  mtu: optional(integer({ minimum: 1, maximum: 65520 })),
  queues: optional(integer({ minimum: 0, maximum: 64 })),
  rate: optional(number({ minimum: 0 })),
  tag: optional(integer({ minimum: 1, maximum: 4094 })),
};

const DISK: ParameterMap = {
  file: text({ default_key: 1, format: "pve-volume-id-or-qm-path" }),
  volume: text({ alias: "file" }),
  aio: choice("native threads io_uring"),
  cache: choice("none writethrough writeback unsafe directsync"),
  discard: choice("ignore on"),
  format: choice("raw qcow qed qcow2 vmdk cloop"),
  media: choice("cdrom disk"),
  rerror: choice("ignore report stop"),
  werror: choice("enospc ignore report stop"),
  size: optional(text({ format: "disk-size" })),
  ...optionals(() => flag(), "backup detect_zeroes iothread replicate ro scsiblock shared snapshot ssd"),
  ...optionals(() => text(), "import-from model product serial vendor wwn"),
  ...optionals(
    () => integer(),
    "bps bps_max_length bps_rd bps_rd_max_length bps_wr bps_wr_max_length iops iops_max iops_max_length iops_rd " +
      "iops_rd_max iops_rd_max_length iops_wr iops_wr_max iops_wr_max_length queues",
  ),
  ...optionals(() => number(), "mbps mbps_max mbps_rd mbps_rd_max mbps_wr mbps_wr_max"),
};

const SPECIAL_DISK: ParameterMap = {
  file: text({ default_key: 1, format: "pve-volume-id-or-qm-path" }),
  volume: text({ alias: "file" }),
  efitype: choice("2m 4m"),
  version: choice("v1.2 v2.0"),
  format: choice("raw qcow2 vmdk"),
  size: optional(text({ format: "disk-size" })),
  "pre-enrolled-keys": optional(flag()),
  ...optionals(() => text(), "import-from ms-cert"),
};

const AGENT: ParameterMap = {
  enabled: flag({ default_key: 1 }),
  type: choice("virtio isa"),
  "freeze-fs": optional(flag()),
  "freeze-fs-on-backup": flag({ alias: "freeze-fs" }),
  "guest-fsfreeze": flag({ alias: "freeze-fs" }),
  fstrim_cloned_disks: optional(flag()),
};

/** The options of a virtual machine's configuration, with the bounds Proxmox gives them. */
export const QEMU_OPTIONS: ParameterMap = {
  ...optionals(
    () => flag(),
    "acpi autostart ciupgrade freeze keephugepages kvm localtime numa onboot protection reboot tablet tdf " +
      "template",
  ),
  ...optionals(
    () => text(),
    "affinity amd-sev args boot bootdisk cdrom cicustom cipassword ciuser cpu hookscript hotplug ivshmem " +
      "nameserver rng0 searchdomain spice_enhancements startdate startup vga watchdog audio0 keyboard",
  ),
  "allow-ksm": optional(flag({ since: "9" })),
  "intel-tdx": optional(text({ since: "9" })),
  agent: propertyString(AGENT),
  arch: choice("x86_64 aarch64"),
  balloon: optional(integer({ minimum: 0 })),
  bios: choice("seabios ovmf"),
  citype: choice("configdrive2 nocloud opennebula"),
  cores: optional(integer({ minimum: 1, default: 1, description: "The number of cores per socket." })),
  cpulimit: optional(number({ minimum: 0, maximum: 128 })),
  cpuunits: optional(integer({ minimum: 1, maximum: 262144 })),
  description: optional(text({ maxLength: 8192, description: "Description for the VM." })),
  efidisk0: propertyString(SPECIAL_DISK),
  "hostpci[n]": { ...optional(text()), instances: 16 },
  hugepages: choice("any 2 1024"),
  "ide[n]": propertyString(DISK, 4),
  "ipconfig[n]": { ...optional(text()), instances: 32 },
  lock: choice("backup clone create migrate rollback snapshot snapshot-delete suspending suspended"),
  machine: optional(text({ maxLength: 80 })),
  memory: propertyString({ current: integer({ minimum: 16, default_key: 1 }) }),
  migrate_downtime: optional(number({ minimum: 0 })),
  migrate_speed: optional(integer({ minimum: 0 })),
  name: optional(text({ format: "dns-name", description: "Set a name for the VM." })),
  "net[n]": propertyString(NET, 32),
  "numa[n]": { ...optional(text()), instances: 8 },
  ostype: choice("other wxp w2k w2k3 w2k8 wvista win7 win8 win10 win11 l24 l26 solaris"),
  "parallel[n]": { ...optional(text()), instances: 3 },
  "sata[n]": propertyString(DISK, 6),
  "scsi[n]": propertyString(DISK, 31),
  scsihw: choice("lsi lsi53c810 virtio-scsi-pci virtio-scsi-single megasas pvscsi"),
  "serial[n]": { ...optional(text({ pattern: "(/dev/[^,]+|socket)" })), instances: 4 },
  shares: optional(integer({ minimum: 0, maximum: 50000 })),
  smbios1: optional(text({ maxLength: 512 })),
  smp: optional(integer({ minimum: 1 })),
  sockets: optional(integer({ minimum: 1, default: 1, description: "The number of CPU sockets." })),
  sshkeys: optional(text({ format: "urlencoded" })),
  tags: optional(
    text({ format: "pve-tag-list", description: "Tags of the VM. This is only meta information." }),
  ),
  tpmstate0: propertyString(SPECIAL_DISK),
  "unused[n]": { ...optional(text()), instances: 256 },
  "usb[n]": { ...optional(text()), instances: 14 },
  vcpus: optional(integer({ minimum: 1 })),
  "virtio[n]": propertyString(DISK, 16),
  "virtiofs[n]": { ...optional(text()), instances: 10 },
  vmgenid: optional(text({ pattern: "(?:[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01])" })),
  vmstatestorage: optional(text({ format: "pve-storage-id" })),
};
