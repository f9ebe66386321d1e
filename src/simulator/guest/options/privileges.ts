import type { CallContext } from "../../api/endpoint.ts";
import { failure, forbidden, missingPrivilege } from "../../api/failure.ts";
import { type Identity, isRoot } from "../../cluster/identity.ts";
import type { GuestType } from "../../cluster/guest.ts";
import { parsePropertyString } from "../../cluster/property_string.ts";
import { zoneOfBridge } from "../../cluster/sdn.ts";

/** Which privilege changes an option; the first pattern that fits counts. */
const QEMU: readonly (readonly [RegExp, string])[] = [
  [/^(scsi|virtio|sata|efidisk|tpmstate)\d+$|^unused\d+$|^vmstatestorage$/, "VM.Config.Disk"],
  [/^(cores|sockets|cpu|cpulimit|cpuunits|numa\d*|smp|vcpus|affinity)$/, "VM.Config.CPU"],
  [/^(memory|balloon|shares|allow-ksm)$/, "VM.Config.Memory"],
  [/^(net\d+|nameserver|searchdomain)$/, "VM.Config.Network"],
  [/^(ci[a-z]+|sshkeys|ipconfig\d+)$/, "VM.Config.Cloudinit"],
  [
    /^(acpi|hotplug|kvm|machine|scsihw|smbios1|tablet|vga|watchdog|audio0|bios|arch|rng0|ivshmem|vmgenid|hugepages)$/,
    "VM.Config.HWType",
  ],
  [/^(usb|hostpci|serial|parallel|virtiofs)\d+$/, "VM.Config.HWType"],
];

const LXC: readonly (readonly [RegExp, string])[] = [
  [/^(rootfs|mp\d+|unused\d+)$/, "VM.Config.Disk"],
  [/^(cores|cpulimit|cpuunits|arch)$/, "VM.Config.CPU"],
  [/^(memory|swap)$/, "VM.Config.Memory"],
  [/^(net\d+|nameserver|searchdomain|hostname)$/, "VM.Config.Network"],
];

/** Options of a virtual machine that root alone may set. */
const QEMU_ROOT_ONLY = /^(args|lock|hookscript|amd-sev|intel-tdx|freeze|tdf)$/;

/** The privilege that an option of a guest's configuration needs. */
export function privilegeFor(type: GuestType, key: string, value: string): string {
  if (type === "qemu" && /^ide\d+$|^cdrom$/.test(key)) {
    return /media=cdrom|^(none|cdrom)(,|$)/.test(value) ? "VM.Config.CDROM" : "VM.Config.Disk";
  }
  const table = type === "qemu" ? QEMU : LXC;
  return table.find(([pattern]) => pattern.test(key))?.[1] ?? "VM.Config.Options";
}

/**
 * Checks that the caller may change all of the options.
 *
 * @throws {ApiFailure} 403 with the missing privilege, 500 or 403 for what only root may do
 */
export function requireOptionPrivileges(
  call: Pick<CallContext, "identity" | "permissions">,
  type: GuestType,
  path: string,
  options: Readonly<Record<string, string>>,
  traits: { readonly unprivileged: boolean },
): void {
  if (isRoot(call.identity)) return;
  for (const [key, value] of Object.entries(options)) {
    if (type === "qemu") requireNotRootOnly(call.identity, key, value);
    else requireContainerOption(key, value, traits.unprivileged);
    const privilege = privilegeFor(type, key, value);
    if (!call.permissions.has(path, [privilege])) throw missingPrivilege(path, [privilege]);
  }
}

function requireNotRootOnly(identity: Identity, key: string, value: string): void {
  if (isRoot(identity)) return;
  if (QEMU_ROOT_ONLY.test(key) && key !== "lock") throw failure(`only root can set '${key}' config`);
  if (/^(serial|parallel|usb)\d+$/.test(key) && !/^(socket|spice)|mapping=/.test(value)) {
    throw failure(`only root can set '${key}' config for real devices`);
  }
  if (/^hostpci\d+$/.test(key) && !value.includes("mapping=")) {
    throw failure(`only root can set '${key}' config for non-mapped devices`);
  }
}

/** What containers reserve for root itself, a token of root not being it. */
function requireContainerOption(key: string, value: string, unprivileged: boolean): void {
  if (/^dev\d+$/.test(key)) throw forbidden("configuring device passthrough is only allowed for root@pam");
  if (key === "hookscript") throw forbidden("changing the hookscript is only allowed for root@pam");
  if (/^mp\d+$/.test(key)) {
    const { volume = "" } = parsePropertyString(value, "volume");
    if (volume.startsWith("/dev/")) throw forbidden("mount point type device is only allowed for root@pam");
    if (volume.startsWith("/")) throw forbidden("mount point type bind is only allowed for root@pam");
  }
  if (key !== "features") return;
  if (!unprivileged) {
    throw forbidden("changing feature flags for privileged container is only allowed for root@pam");
  }
  if (/^nesting=[01]$/.test(value) || value === "") return;
  throw forbidden("changing feature flags (except nesting) is only allowed for root@pam");
}

/**
 * Checks that the caller may put a network device on its bridge.
 *
 * @throws {ApiFailure} 403 naming the bridge's zone
 */
export function requireBridge({ cluster, permissions }: CallContext, value: string): void {
  const { bridge, tag } = parsePropertyString(value, "model");
  if (bridge === undefined) return;
  const zone = zoneOfBridge(cluster.state.sdn, bridge);
  const path = `/sdn/zones/${zone}/${bridge}${tag === undefined ? "" : `/${tag}`}`;
  if (!permissions.has(path, ["SDN.Use"])) throw missingPrivilege(path, ["SDN.Use"]);
}
