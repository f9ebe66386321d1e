import * as z from "zod";
import type { CloudInitWishes } from "../../proxmox/guest_options/cloud_init_change.ts";
import { node, storage, vmid, wait } from "../fields.ts";
import * as fields from "./fields.ts";

/** Arguments of `proxmox_vm_deploy` that the list shows. */
export const deployInput = {
  name: fields.guestLabel,
  template: z.string().max(100).optional(),
  image: z.string().max(2000).optional(),
  checksum: z.string().max(200).optional(),
  cores: fields.cores.optional(),
  memory: fields.memory.optional().describe("MiB"),
  disk: fields.gib.optional().describe("GiB"),
  storage: storage.optional(),
  user: fields.loginName.optional(),
  ssh_keys: fields.sshKeys.optional(),
  ip: fields.cloudIp.optional().describe("CIDR or dhcp"),
  gateway: fields.gateway.optional(),
  wait,
};

/** Those that it accepts besides. */
export const deployHidden = {
  vmid: vmid.optional(),
  node: node.optional(),
  bridge: fields.bridge.optional(),
  vlan: fields.vlan.optional(),
  password: fields.password.optional(),
  ip6: fields.ip6.optional(),
  gateway6: fields.gateway6.optional(),
  nameserver: fields.nameserver.optional(),
  searchdomain: fields.guestLabel.optional(),
  full: z.boolean().optional(),
  pool: fields.pool.optional(),
  tags: fields.tags.optional(),
  description: fields.notes.optional(),
  onboot: z.boolean().optional(),
};

/** What a VM is to be like once it is deployed. */
export type DeployWish = z.infer<z.ZodObject<typeof deployInput & typeof deployHidden>>;

/** What cloud-init is to do in it; DHCP where no address is given and the template has none. */
export function cloudInitOf(wish: DeployWish, hasAddress: boolean): CloudInitWishes {
  const { user, password, ssh_keys: sshKeys, gateway, ip6, gateway6, nameserver, searchdomain } = wish;
  const ip = wish.ip ?? (hasAddress || ip6 !== undefined ? undefined : "dhcp");
  return { user, password, sshKeys, ip, gateway, ip6, gateway6, nameserver, searchdomain };
}
