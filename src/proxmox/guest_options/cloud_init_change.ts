import type { GuestConfig } from "../guest_config.ts";
import type { Addresses } from "./addresses.ts";
import { ipConfig, sshKeysOption } from "./cloud_init.ts";
import { cloudInitDriveOption, disksIn, freeOption } from "./disk.ts";
import { changeOf, type ConfigChange, OptionChangeError, type Wishes } from "./option_change.ts";

/** What cloud-init is to set up in a VM at its next start; undefined leaves an option as it is. */
export interface CloudInitWishes extends Addresses {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Public keys, one to a line. */
  readonly sshKeys?: string | undefined;
  readonly nameserver?: string | undefined;
  readonly searchdomain?: string | undefined;
  /** Whether packages are upgraded at the first start. */
  readonly upgrade?: boolean | undefined;
  /** Number of the network device that the addresses are for. */
  readonly net?: number | undefined;
}

/** Whether a VM has the drive from which cloud-init reads. */
export function hasCloudInitDrive({ options }: GuestConfig): boolean {
  return disksIn("qemu", options).some(({ kind }) => kind === "cloudinit");
}

/**
 * Computes the change of a VM's configuration.
 *
 * @param storage where the drive is made that cloud-init reads from, when the VM has none.
 * @throws {OptionChangeError} when there is no slot for that drive; {SshKeyError}.
 */
export function cloudInitChange(
  config: GuestConfig,
  wishes: CloudInitWishes,
  storage: string | undefined,
): ConfigChange {
  return changeOf(config, {
    ...cloudInitOptions(wishes, config.options),
    ...(storage === undefined || hasCloudInitDrive(config) ? {} : drive(config, storage)),
  });
}

/** The options for cloud-init alone, new or changed. */
export function cloudInitOptions(
  wishes: CloudInitWishes,
  options: ReadonlyMap<string, string> = new Map(),
): Wishes {
  const { user, password, sshKeys, nameserver, searchdomain, upgrade, net = 0 } = wishes;
  const { ip, gateway, ip6, gateway6 } = wishes;
  const device = `ipconfig${net}`;
  const hasAddress = [ip, gateway, ip6, gateway6].some((address) => address !== undefined);
  return {
    ...{ ciuser: user, cipassword: password, nameserver, searchdomain, ciupgrade: upgrade },
    sshkeys: sshKeys === undefined ? undefined : sshKeysOption(sshKeys),
    ...(hasAddress ? { [device]: ipConfig({ ip, gateway, ip6, gateway6 }, options.get(device)) } : {}),
  };
}

function drive({ options }: GuestConfig, storage: string): Wishes {
  const slot = options.has("ide2")
    ? freeOption(options, "ide", 4) ?? freeOption(options, "scsi", 31)
    : "ide2";
  if (slot !== undefined) return { [slot]: cloudInitDriveOption(storage) };
  throw new OptionChangeError("The VM has no free slot for the drive that cloud-init reads from.", {
    remedy: "Remove a disk or CD-ROM drive that is not needed first.",
  });
}
