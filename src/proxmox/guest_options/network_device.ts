import { type Addresses, addressProperties } from "./addresses.ts";
import { type PropertyChange, PropertyString } from "../property_string.ts";

/** What is to be different about a network device; undefined leaves a property as it is. */
export interface DeviceChange {
  readonly bridge?: string | undefined;
  /** VLAN tag; 0 takes it off. */
  readonly vlan?: number | undefined;
  readonly firewall?: boolean | undefined;
  /** False pulls the cable. */
  readonly connected?: boolean | undefined;
}

/** The same for a VM, whose device has a model. */
export interface MachineDeviceChange extends DeviceChange {
  readonly model?: string | undefined;
}

/** The same for a container, whose addresses are properties of the device. */
export interface ContainerDeviceChange extends DeviceChange, Addresses {}

const firstBridge = "vmbr0";
const firstModel = "virtio";
const macAddress = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;

/**
 * Value of a VM's `netN`: a new one, or the present one with some properties changed.
 *
 * The model is a key there, with the hardware address as its value (`virtio=BC:24:11:00:00:01`); 9.1 and later also write
 * `model=virtio,macaddr=...`. The address stays what it is whatever changes.
 */
export function machineDevice(change: MachineDeviceChange, current?: string): string {
  if (current === undefined) {
    const { model = firstModel, bridge = firstBridge } = change;
    return PropertyString.of({ model, bridge, ...linkProperties(change) }, "model").toString();
  }
  const device = PropertyString.parse(current, "model");
  const changed = device.with({ bridge: change.bridge, ...linkProperties(change) });
  return change.model === undefined ? changed.toString() : withModel(changed, change.model).toString();
}

/** Value of a container's `netN`; a new device is named `ethN` and asks for its address by DHCP. */
export function containerDevice(change: ContainerDeviceChange, number: number, current?: string): string {
  const properties = { ...linkProperties(change), ...addressProperties(change) };
  if (current !== undefined) {
    return PropertyString.parse(current).with({ bridge: change.bridge, ...properties }).toString();
  }
  const { bridge = firstBridge, ip, ip6 } = change;
  const asked = ip === undefined && ip6 === undefined ? { ip: "dhcp" } : {};
  return PropertyString.of({ name: `eth${number}`, bridge, ...properties, ...asked }).toString();
}

/** Whether anything about a device is to change. */
export function changesDevice(change: MachineDeviceChange | ContainerDeviceChange): boolean {
  return Object.values(change).some((value) => value !== undefined);
}

function linkProperties({ vlan, firewall, connected }: DeviceChange): Record<string, PropertyChange> {
  return {
    tag: vlan === 0 ? null : vlan,
    firewall,
    // Proxmox writes the property only for a pulled cable.
    link_down: connected === undefined ? undefined : connected ? null : true,
  };
}

function withModel(device: PropertyString, model: string): PropertyString {
  // A key whose value is a hardware address is the model, whatever models there are.
  const key = device.entries.find(([name, value]) => name !== "macaddr" && macAddress.test(value));
  if (key === undefined) return device.with({ model });
  const [name, address] = key;
  const rest = device.with({ [name]: null }).entries;
  return PropertyString.of({ [model]: address, ...Object.fromEntries(rest) });
}
