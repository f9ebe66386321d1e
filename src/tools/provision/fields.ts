import * as z from "zod";

// Words that several tools of this toolset share. What Proxmox itself checks well is left to it.

/** A whole number within bounds that are checked, but not worth their bytes in the tool list. */
function whole(from: number, to: number) {
  return z.int().refine((value) => value >= from && value <= to, `must be from ${from} to ${to}`);
}

/** Name of a VM or host name of a container: a DNS name. */
export const guestLabel = z.string().max(63).regex(
  /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/,
  "must be a DNS name: letters, digits, hyphens and dots",
);

/** MiB of memory. */
export const memory = whole(16, 16_777_216);

/** CPU cores. */
export const cores = whole(1, 8192);

/** GiB of a new disk. */
export const gib = whole(1, 131_072);

/** Name of a bridge or virtual network. */
export const bridge = z.string().max(30).regex(/^[\w.-]+$/, "is no name of a bridge");

/** VLAN tag; 0 stands for none. */
export const vlan = whole(0, 4094);

/** A pool's id, nested ones with slashes. */
export const pool = z.string().max(128).regex(/^[\w.-]+(?:\/[\w.-]+){0,2}$/, "is no pool id");

/** Tags, which Proxmox keeps in lower case. */
export const tags = z.array(
  z.string().max(64).regex(/^[\w][\w.+-]*$/, "may hold letters, digits, _ - + and . only"),
);

/** A guest's notes. */
export const notes = z.string().max(8000);

/** IPv4 address with prefix length, or `dhcp`. */
export const ip = z.string().max(40).regex(
  /^(?:dhcp|manual|(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2})$/,
  "must be an address with prefix length such as 10.0.0.5/24, or dhcp",
);

/** IPv4 address of the router. */
export const gateway = z.string().max(40).regex(/^(?:\d{1,3}\.){3}\d{1,3}$/, "must be an IPv4 address");

/** IPv6 address with prefix length, or how to get one. */
export const ip6 = z.string().max(50).regex(
  /^(?:auto|dhcp|manual|[0-9a-fA-F:.]+\/\d{1,3})$/,
  "must be an address with prefix length, auto or dhcp",
);

/** IPv6 address of the router. */
export const gateway6 = z.string().max(45).regex(/^[0-9a-fA-F:.]+$/, "must be an IPv6 address");

/** Public keys, one to a line. */
export const sshKeys = z.string().max(32_000);

/** A volume id: `local:iso/debian.iso`. */
export const volume = z.string().max(300).regex(
  /^[a-zA-Z][\w.-]*[a-zA-Z0-9]:[^\s,]+$/,
  "must be a volume id such as local:iso/debian.iso; proxmox_storage_content lists them",
);

/** A volume id, or `none` for an empty drive; one pattern, since unions cost bytes in the list. */
export const volumeOrNone = z.string().max(300).refine(
  (value) => value === "none" || volume.safeParse(value).success,
  "must be a volume id such as local:iso/debian.iso, or none; proxmox_storage_content lists them",
);

/** Addresses of name servers. */
export const nameserver = z.string().max(200).regex(
  /^[0-9a-fA-F:. ]+$/,
  "must be IP addresses, separated by spaces",
);

/** A disk's slot: `scsi0`, `rootfs`, `mp1`. */
export const slot = z.string().max(12).regex(
  /^(?:(?:scsi|virtio|sata|ide|mp|unused)\d{1,3}|efidisk0|tpmstate0|rootfs)$/,
  "is no disk: scsi0, virtio0, sata0, ide0, rootfs, mp0 and so on",
);

/** Which network device is meant; 0 is the first. */
export const deviceNumber = whole(0, 31).default(0);

/** Names of options to unset or detach: `net1`, `scsi2`, `tags`. */
export const optionNames = z.array(z.string().max(40).regex(/^[a-z][a-z0-9-]*$/i, "is no name of an option"));

/** A configuration's digest as Proxmox gives it. */
export const digest = z.string().max(64).regex(/^[0-9a-f]+$/, "is no digest");

/** What a container may do beyond the usual. */
export const features = z.array(z.enum(["nesting", "keyctl", "fuse", "mknod"]));

/** Name of the user that cloud-init makes. */
export const loginName = z.string().max(64).regex(/^[\w][\w.-]*$/, "is no user name");

/** A password to be set; never shown again. */
export const password = z.string().min(5).max(200);

/** IPv4 address with prefix length, or `dhcp`, as cloud-init takes it. */
export const cloudIp = z.string().max(40).regex(
  /^(?:dhcp|(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2})$/,
  "must be an address with prefix length such as 10.0.0.5/24, or dhcp",
);

/** Kinds of files that guests are made from: container templates, ISO images, disk images. */
export const fileKind = z.enum(["vztmpl", "iso", "import"]);

/** Proxmox's own flag against removal, which the policy keeps any tool from taking off. */
export const protection = z.literal(true, "can only be switched on here; the owner takes it off in Proxmox");
