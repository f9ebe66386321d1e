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

const MOUNT: ParameterMap = {
  volume: text({ default_key: 1, format: "pve-lxc-mp-string" }),
  size: optional(text({ format: "disk-size" })),
  ...optionals(() => flag(), "acl quota replicate ro shared"),
  ...optionals(() => text(), "idmap mountoptions"),
};

const NET: ParameterMap = {
  name: text(),
  ...optionals(() => flag(), "firewall host-managed link_down"),
  ...optionals(() => text(), "bridge gw6 ip ip6 trunks"),
  gw: optional(text({ format: "ipv4" })),
  hwaddr: optional(text({ format: "mac-addr" })),
  mtu: optional(integer({ minimum: 64, maximum: 65535 })),
  rate: optional(number()),
  tag: optional(integer({ minimum: 1, maximum: 4094 })),
  type: optional(text({ enum: ["veth"] })),
};

/** The options of a container's configuration, with the bounds Proxmox gives them. */
export const LXC_OPTIONS: ParameterMap = {
  ...optionals(() => flag(), "console debug onboot protection template unprivileged"),
  ...optionals(() => text(), "hookscript nameserver searchdomain startup timezone"),
  ...optionals(() => text({ since: "9" }), "entrypoint env"),
  arch: choice("amd64 i386 arm64 armhf riscv32 riscv64"),
  cmode: choice("shell console tty"),
  cores: optional(
    integer({ minimum: 1, maximum: 8192, description: "The number of cores assigned to the container." }),
  ),
  cpulimit: optional(number({ minimum: 0, maximum: 8192, default: 0 })),
  cpuunits: optional(integer({ minimum: 0, maximum: 500000 })),
  description: optional(text({ maxLength: 8192, description: "Description for the Container." })),
  "dev[n]": { ...optional(text()), instances: 256 },
  features: propertyString({
    ...optionals(() => flag(), "force_rw_sys fuse keyctl mknod nesting"),
    mount: optional(text()),
  }),
  hostname: optional(
    text({ format: "dns-name", maxLength: 255, description: "Set a host name for the container." }),
  ),
  lock: choice("backup create destroyed disk fstrim migrate mounted rollback snapshot snapshot-delete"),
  memory: optional(
    integer({ minimum: 16, default: 512, description: "Amount of RAM for the container in MB." }),
  ),
  "mp[n]": propertyString(
    {
      ...MOUNT,
      mp: text({ format: "pve-lxc-mp-string" }),
      backup: optional(flag()),
      keepattrs: optional(flag()),
    },
    256,
  ),
  "net[n]": propertyString(NET, 32),
  ostype: choice("debian devuan ubuntu centos fedora opensuse archlinux alpine gentoo nixos unmanaged"),
  rootfs: propertyString(MOUNT),
  swap: optional(
    integer({ minimum: 0, default: 512, description: "Amount of SWAP for the container in MB." }),
  ),
  tags: optional(text({ format: "pve-tag-list" })),
  tty: optional(integer({ minimum: 0, maximum: 6, default: 2 })),
  "unused[n]": { ...optional(text()), instances: 256 },
};
