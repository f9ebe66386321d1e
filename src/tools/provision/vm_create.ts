import * as z from "zod";
import { cdromOption, newDiskOption } from "../../proxmox/guest_options/disk.ts";
import { machineDevice } from "../../proxmox/guest_options/network_device.ts";
import { PropertyString } from "../../proxmox/property_string.ts";
import { TimeLeft } from "../../proxmox/time_left.ts";
import type { Parameters } from "../../wire/wire.ts";
import { node, storage, vmid, wait } from "../fields.ts";
import { defineTool } from "../tool.ts";
import { bridge, cores, gib, guestLabel, memory, notes, pool, tags, vlan, volume } from "./fields.ts";
import { startCreate } from "../../proxmox/provision/guest_life.ts";
import { bootOrder, machineOptions } from "./machine_options.ts";
import { NewGuest, newGuestTarget } from "./new_guest.ts";
import { madeAnswer, type Step } from "./steps.ts";
import { nodeFor, storageFor } from "./placement.ts";
import { machinePrivileges } from "./privileges.ts";

const input = {
  name: guestLabel,
  node: node.optional(),
  cores: cores.optional(),
  memory: memory.optional().describe("MiB"),
  disk: gib.optional().describe("GiB"),
  storage: storage.optional(),
  iso: volume.optional(),
  ostype: z.string().regex(
    /^(?:l26|win11|win10|win8|win7|other|solaris)$/,
    "must be l26 (Linux), win11, win10, win8, win7, solaris or other",
  ).optional(),
  bridge: bridge.optional(),
  start: z.boolean().optional(),
};

const hidden = {
  vmid: vmid.optional(),
  uefi: z.boolean().optional(),
  vlan: vlan.optional(),
  pool: pool.optional(),
  tags: tags.optional(),
  description: notes.optional(),
  onboot: z.boolean().optional(),
  wait,
};

type Wish = z.infer<z.ZodObject<typeof input & typeof hidden>>;

/** `proxmox_vm_create`: source `POST /nodes/{node}/qemu`, worker qmcreate. */
export const vmCreate = defineTool({
  name: "proxmox_vm_create",
  title: "Create a VM",
  toolset: "provision",
  access: "write",
  privileges: ["VM.Allocate", "VM.PowerMgmt", ...machinePrivileges],
  description:
    "Create a VM with an empty disk, to install from an ISO. Also takes vmid, uefi, vlan, pool, tags, " +
    "description, onboot.",
  input,
  hidden,
  needsQuorum: true,
  target: newGuestTarget,
  async run(wish, context) {
    const { proxmox } = context;
    const { connection } = proxmox;
    const node = await nodeFor(proxmox, wish.node, [wish.storage, wish.iso?.split(":")[0]]);
    const options = optionsOf(wish, await storageFor(proxmox, node, "images", wish.storage));
    const time = new TimeLeft(connection, wish.wait);
    const made = new NewGuest(context, time, { type: "qemu", name: wish.name, node });
    const steps: Step[] = [{
      name: "making it",
      instead: () => undefined,
      work: (tell) =>
        made.make(
          wish.vmid,
          tell,
          (vmid) => startCreate(connection, { type: "qemu", node, vmid }, options),
        ),
    }];
    const outcome = await made.run(wish.start === true ? [...steps, made.startStep] : steps);
    return { made, outcome };
  },
  answer({ made, outcome }, { start }) {
    return madeAnswer(outcome, made, `is made${start === true ? " and running" : ", switched off"}`);
  },
});

function optionsOf(wish: Wish, storage: string): Parameters {
  const { iso, bridge, vlan, disk: gib = 32, ostype = "l26" } = wish;
  // Windows has no drivers for virtio devices of its own.
  const isWindows = ostype.startsWith("win");
  const disk = isWindows ? "sata0" : "scsi0";
  return {
    ...machineOptions(wish),
    ostype,
    [disk]: newDiskOption({ storage, gib, bus: isWindows ? "sata" : "scsi" }),
    ide2: iso === undefined ? undefined : cdromOption(iso),
    net0: machineDevice({ model: isWindows ? "e1000" : "virtio", bridge, vlan, firewall: true }),
    boot: bootOrder(disk, ...(iso === undefined ? [] : ["ide2"]), "net0"),
    ...(wish.uefi ?? ostype === "win11" ? firmware(storage) : {}),
    // Windows 11 does not install without one.
    tpmstate0: ostype === "win11" ? specialDisk(storage, { version: "v2.0" }) : undefined,
  };
}

function firmware(storage: string): Parameters {
  const variables = specialDisk(storage, { efitype: "4m", "pre-enrolled-keys": true });
  return { bios: "ovmf", machine: "q35", efidisk0: variables };
}

/** Value of a disk for the firmware or the TPM, whose size Proxmox knows itself. */
function specialDisk(storage: string, properties: Readonly<Record<string, string | boolean>>): string {
  return PropertyString.of({ file: `${storage}:1`, ...properties }, "file").toString();
}
