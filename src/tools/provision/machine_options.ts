import { PropertyString } from "../../proxmox/property_string.ts";
import type { Parameters } from "../../wire/wire.ts";

/** What calls that make a VM can say about it. */
export interface MachineWish {
  readonly name: string;
  readonly description?: string | undefined;
  readonly pool?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly cores?: number | undefined;
  /** MiB. */
  readonly memory?: number | undefined;
  readonly onboot?: boolean | undefined;
}

/** The options of a new VM that do not depend on its disks and devices, with what suits systems of today. */
export function machineOptions(wish: MachineWish): Parameters {
  const { name, description, pool, onboot, cores = 2, memory = 2048 } = wish;
  return {
    ...{ name, description, pool, onboot, cores, memory },
    tags: wish.tags?.join(";"),
    cpu: "x86-64-v2-AES",
    scsihw: "virtio-scsi-single",
    agent: PropertyString.of({ enabled: true }, "enabled").toString(),
  };
}

/** Value of `boot`: the devices in the order in which they are tried. */
export function bootOrder(...devices: readonly string[]): string {
  return PropertyString.of({ order: devices.join(";") }).toString();
}
