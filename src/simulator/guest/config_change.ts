import type { CallContext } from "../api/endpoint.ts";
import { failure, invalid } from "../api/failure.ts";
import { splitList } from "../api/formats.ts";
import type { RawParameters } from "../api/validate.ts";
import { guestDigest } from "../cluster/digest.ts";
import type { ConfigValue, Guest, GuestType } from "../cluster/guest.ts";
import { freeVolume } from "../storage/allocate.ts";
import { type DiskWish, fulfilDiskWish, readDiskWish } from "./disk_value.ts";
import { isDiskKey, parseDisk } from "./disks.ts";
import { requireUnlocked } from "./lookup.ts";
import { configValue, isOption } from "./option_value.ts";
import { requireBridge, requireOptionPrivileges } from "./options/privileges.ts";

/** A checked wish to change a configuration. */
export interface ConfigChange {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove: readonly string[];
  readonly revert: readonly string[];
  readonly force: boolean;
  readonly disks: Readonly<Record<string, DiskWish>>;
}

/** Changes that take effect at once in a running guest; all others wait for its next start. */
const IMMEDIATE: Record<GuestType, RegExp> = {
  qemu:
    /^(name|description|onboot|autostart|shares|startup|protection|tags|lock|hotplug|vmstatestorage|affinity|boot|hookscript|cpulimit|cpuunits|migrate_.*|balloon|net\d+|(scsi|virtio|sata|ide)\d+|unused\d+|usb\d+|ci.*|sshkeys|nameserver|searchdomain|ipconfig\d+)$/,
  lxc:
    /^(description|onboot|startup|protection|tags|lock|hookscript|cores|cpulimit|cpuunits|memory|swap|nameserver|searchdomain|net\d+|mp\d+|unused\d+|rootfs)$/,
};

/**
 * Reads a configuration change out of a call and checks everything that can be refused at once.
 *
 * @throws {ApiFailure} 400, 403 or 500, in the order in which Proxmox looks
 */
export function readConfigChange(call: CallContext, guest: Guest, given: RawParameters): ConfigChange {
  const { type } = guest;
  const set = Object.fromEntries(Object.entries(given).filter(([key]) => isOption(type, key)));
  const listed = (key: string) =>
    splitList(Array.isArray(given[key]) ? given[key].join(",") : String(given[key] ?? ""));
  const remove = listed("delete");
  const revert = listed("revert");
  if (Object.keys(set).length + remove.length + revert.length === 0) throw failure("no options specified");
  requireRemovable(type, remove, set);
  const values = Object.fromEntries([
    ...Object.entries(set).map(([key, value]) => [key, String(value ?? "")]),
    ...[...remove, ...revert].map((key) => [key, ""]),
  ]);
  const unprivileged = guest.config["unprivileged"] === 1;
  requireOptionPrivileges(call, type, `/vms/${guest.vmid}`, values, { unprivileged });
  const isForced = (value: unknown) => value === true || value === 1 || value === "1";
  if (!isForced(given["skiplock"])) requireUnlocked(guest);
  requireDigest(guest, given["digest"]);
  return { set, remove, revert, force: isForced(given["force"]), disks: readDisks(call, type, set) };
}

/** Reads the disks among the options; network devices are checked for their bridge on the way. */
export function readDisks(
  call: CallContext,
  type: GuestType,
  set: Readonly<Record<string, unknown>>,
): Record<string, DiskWish> {
  const wishes: Record<string, DiskWish> = {};
  for (const [key, value] of Object.entries(set)) {
    if (isDiskKey(type, key)) wishes[key] = readDiskWish(call, type, key, String(value));
    else if (/^net\d+$/.test(key) && typeof value === "string") requireBridge(call, value);
  }
  return wishes;
}

/**
 * Refuses to take a network device off a running guest that does not let go of it; the change stays pending.
 *
 * @throws {ApiFailure} 400 naming the device
 */
function requireUnplugged(guest: Guest, key: string): void {
  if (guest.type !== "qemu" || guest.runtime === undefined || !/^net\d+$/.test(key)) return;
  if (guest.system.shutdownSeconds !== undefined || guest.config[key] === undefined) return;
  guest.pending[key] = { delete: 1 };
  const problem = `hotplug problem - error on hot-unplugging device '${key}' - still busy in guest?\n`;
  throw invalid({ [key]: problem });
}

/** Carries a change out: disks are made, removed disks become unused, the rest is set now or left pending. */
export function applyConfigChange(call: CallContext, guest: Guest, change: ConfigChange): void {
  for (const key of change.revert) delete guest.pending[key];
  for (const key of change.remove) removeOption(call, guest, key, change.force);
  for (const [key, value] of Object.entries(change.set)) {
    setOption(call, guest, key, value, change.disks[key]);
  }
}

function setOption(
  call: CallContext,
  guest: Guest,
  key: string,
  given: unknown,
  wish: DiskWish | undefined,
): void {
  const value: ConfigValue = wish === undefined
    ? configValue(call.cluster, guest.type, key, given)
    : fulfilDiskWish(call, guest, key, String(given), wish).value;
  if (guest.runtime !== undefined && !IMMEDIATE[guest.type].test(key)) {
    if (guest.config[key] === value) delete guest.pending[key];
    else guest.pending[key] = { value };
    return;
  }
  if (wish !== undefined) keepReplaced(guest, key, value);
  guest.config[key] = value;
  delete guest.pending[key];
}

/** A volume that another one takes the place of stays with the guest as unused. */
function keepReplaced(guest: Guest, key: string, value: ConfigValue): void {
  const old = guest.config[key];
  if (old === undefined) return;
  const oldDisk = parseDisk(guest.type, key, String(old));
  if (oldDisk.isCdrom || oldDisk.volume === parseDisk(guest.type, key, String(value)).volume) return;
  addUnused(guest, oldDisk.volume);
}

function removeOption(call: CallContext, guest: Guest, key: string, force: boolean): void {
  const old = guest.config[key];
  delete guest.pending[key];
  if (old === undefined) return;
  leaveBootOrder(guest, key);
  requireUnplugged(guest, key);
  if (/^unused\d+$/.test(key)) {
    freeVolume(call.cluster, parseDisk(guest.type, key, String(old)).volume, guest.node);
  } else if (isDiskKey(guest.type, key)) {
    const disk = parseDisk(guest.type, key, String(old));
    if (force) freeVolume(call.cluster, disk.volume, guest.node);
    else if (!disk.isCdrom && disk.volume.includes(":")) addUnused(guest, disk.volume);
  } else if (guest.runtime !== undefined && !IMMEDIATE[guest.type].test(key)) {
    guest.pending[key] = { delete: 1 };
    return;
  }
  delete guest.config[key];
}

/** A device that goes takes its place in the boot order with it. */
function leaveBootOrder(guest: Guest, key: string): void {
  const order = /^order=(.*)$/.exec(String(guest.config["boot"] ?? ""))?.[1]?.split(";") ?? [];
  if (!order.includes(key)) return;
  const value = `order=${order.filter((device) => device !== key).join(";")}`;
  if (guest.runtime === undefined) guest.config["boot"] = value;
  else guest.pending["boot"] = { value };
}

/** Adds a volume to the configuration under the first free `unusedN`. */
export function addUnused(guest: Guest, volume: string): void {
  let number = 0;
  while (guest.config[`unused${number}`] !== undefined) number += 1;
  guest.config[`unused${number}`] = volume;
}

function requireRemovable(
  type: GuestType,
  remove: readonly string[],
  set: Readonly<Record<string, unknown>>,
): void {
  for (const key of remove) {
    if (!isOption(type, key)) throw invalid({ delete: `unknown option '${key}'` });
    if (set[key] !== undefined) {
      throw invalid({ delete: `you can't use '-${key}' and -delete ${key}' at the same time` });
    }
  }
}

/**
 * Refuses a change that was made for another version of the configuration.
 *
 * @throws {ApiFailure} 500; virtual machines have words of their own
 */
export function requireDigest(guest: Guest, given: unknown): void {
  if (given === undefined || given === guestDigest(guest)) return;
  throw failure(
    guest.type === "qemu"
      ? "checksum mismatch (file change by other user?)"
      : "detected modified configuration - file changed by other user? Try again.",
  );
}
