import type { GuestConfig } from "../guest_config.ts";
import { PropertyString } from "../property_string.ts";
import { cdromOption, disksIn, freeOption, newDiskOption } from "./disk.ts";
import { changesDevice, machineDevice, type MachineDeviceChange } from "./network_device.ts";
import { changeOf, type ConfigChange, OptionChangeError, type Wishes } from "./option_change.ts";

/** What is to be different about a VM; undefined leaves an option as it is. */
export interface MachineWishes {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly cores?: number | undefined;
  readonly sockets?: number | undefined;
  readonly cpu?: string | undefined;
  /** MiB. */
  readonly memory?: number | undefined;
  /** MiB that the VM may be squeezed to; 0 turns that off. */
  readonly balloon?: number | undefined;
  readonly onboot?: boolean | undefined;
  readonly protection?: boolean | undefined;
  readonly agent?: boolean | undefined;
  /** Slots in the order in which the VM tries to boot from them. */
  readonly boot?: readonly string[] | undefined;
  /** Volume id of an ISO image for the CD-ROM drive, or `none`. */
  readonly iso?: string | undefined;
  /** Number of the network device that `device` is about. */
  readonly net: number;
  readonly device: MachineDeviceChange;
  /** A disk to be added. */
  readonly newDisk?: { readonly storage: string; readonly gib: number } | undefined;
  readonly remove?: readonly string[] | undefined;
}

/**
 * Computes the change of a VM's configuration; properties that are not spoken of stay as they are.
 *
 * @throws {OptionChangeError} when the configuration does not allow for it.
 */
export function machineChange(config: GuestConfig, wishes: MachineWishes): ConfigChange {
  const { options } = config;
  const { name, description, cores, sockets, balloon, onboot, protection } = wishes;
  const device = `net${wishes.net}`;
  const set: Wishes = {
    ...{ name, description, cores, sockets, balloon, onboot, protection },
    tags: wishes.tags?.join(";"),
    cpu: property(options, "cpu", "cputype", wishes.cpu),
    memory: property(options, "memory", "current", wishes.memory),
    agent: property(options, "agent", "enabled", wishes.agent),
    boot: wishes.boot === undefined
      ? undefined
      : PropertyString.of({ order: wishes.boot.join(";") }).toString(),
    ...cdrom(options, wishes.iso),
    ...(changesDevice(wishes.device) ? { [device]: machineDevice(wishes.device, options.get(device)) } : {}),
    ...addedDisk(options, wishes.newDisk),
  };
  return changeOf(config, set, wishes.remove);
}

/** An option whose first property is what is asked for; the others stay. */
function property(
  options: ReadonlyMap<string, string>,
  option: string,
  key: string,
  value: string | number | boolean | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  return PropertyString.parse(options.get(option), key).with({ [key]: value }).toString();
}

function cdrom(options: ReadonlyMap<string, string>, iso: string | undefined): Wishes {
  if (iso === undefined) return {};
  const drive = disksIn("qemu", options).find(({ kind }) => kind === "cdrom");
  if (drive !== undefined) {
    const present = PropertyString.parse(options.get(drive.slot), "file");
    // The size is that of the image that was in it.
    return { [drive.slot]: present.with({ file: iso, size: null }).toString() };
  }
  if (iso === "none") return {};
  const slot = options.has("ide2") ? freeOption(options, "ide", 4) : "ide2";
  if (slot === undefined) throw full("IDE slots", "a CD-ROM drive");
  return { [slot]: cdromOption(iso) };
}

function addedDisk(options: ReadonlyMap<string, string>, disk: MachineWishes["newDisk"]): Wishes {
  if (disk === undefined) return {};
  const slot = freeOption(options, "scsi", 31);
  if (slot === undefined) throw full("SCSI slots", "another disk");
  return { [slot]: newDiskOption(disk) };
}

function full(what: string, wanted: string): OptionChangeError {
  return new OptionChangeError(`All ${what} are taken, so there is no room for ${wanted}.`, {
    remedy: "Remove one that is not needed first.",
  });
}
