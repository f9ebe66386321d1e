import type { GuestConfig } from "../guest_config.ts";
import { PropertyString } from "../property_string.ts";
import { freeOption, newMountOption } from "./disk.ts";
import { changesDevice, containerDevice, type ContainerDeviceChange } from "./network_device.ts";
import { changeOf, type ConfigChange, OptionChangeError, type Wishes } from "./option_change.ts";

/** What is to be different about a container; undefined leaves an option as it is. */
export interface ContainerWishes {
  readonly hostname?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly cores?: number | undefined;
  /** MiB. */
  readonly memory?: number | undefined;
  /** MiB. */
  readonly swap?: number | undefined;
  readonly onboot?: boolean | undefined;
  readonly protection?: boolean | undefined;
  readonly nameserver?: string | undefined;
  readonly searchdomain?: string | undefined;
  /** Features that are to be on; those of the list that are left out are switched off. */
  readonly features?: readonly string[] | undefined;
  /** Number of the network device that `device` is about. */
  readonly net: number;
  readonly device: ContainerDeviceChange;
  /** A mount point to be added. */
  readonly newMount?: { readonly storage: string; readonly gib: number; readonly path: string } | undefined;
  readonly remove?: readonly string[] | undefined;
}

/** Features that can be switched; others, such as allowed mounts, stay as they are. */
const switches = ["nesting", "keyctl", "fuse", "mknod"] as const;

/**
 * Computes the change of a container's configuration; properties that are not spoken of stay as they are.
 *
 * @throws {OptionChangeError} when the configuration does not allow for it.
 */
export function containerChange(config: GuestConfig, wishes: ContainerWishes): ConfigChange {
  const { options } = config;
  const { hostname, description, cores, memory, swap, onboot, protection, nameserver, searchdomain } = wishes;
  const device = `net${wishes.net}`;
  const features = featureOption(options.get("features"), wishes.features);
  const set: Wishes = {
    ...{ hostname, description, cores, memory, swap, onboot, protection, nameserver, searchdomain },
    tags: wishes.tags?.join(";"),
    features: features === "" ? undefined : features,
    ...(changesDevice(wishes.device)
      ? { [device]: containerDevice(wishes.device, wishes.net, options.get(device)) }
      : {}),
    ...addedMount(options, wishes.newMount),
  };
  // An empty value would be stored as a blank that later reads stumble over.
  const cleared = features === "" && options.has("features") ? ["features"] : [];
  return changeOf(config, set, [...wishes.remove ?? [], ...cleared]);
}

function featureOption(
  current: string | undefined,
  wanted: readonly string[] | undefined,
): string | undefined {
  if (wanted === undefined) return undefined;
  const states = switches.map((name) => [name, wanted.includes(name) ? true : null] as const);
  return PropertyString.parse(current).with(Object.fromEntries(states)).toString();
}

function addedMount(options: ReadonlyMap<string, string>, mount: ContainerWishes["newMount"]): Wishes {
  if (mount === undefined) return {};
  const slot = freeOption(options, "mp", 256);
  if (slot === undefined) {
    throw new OptionChangeError("All 256 mount points are taken.", { remedy: "Remove one first." });
  }
  return { [slot]: newMountOption(mount.storage, mount.gib, mount.path) };
}
