import { formatBytes } from "../../text/bytes.ts";
import { guestConfig } from "../../proxmox/guest_config.ts";
import type { GuestAddresses } from "../../proxmox/guest_status.ts";
import {
  cloudInitChange,
  cloudInitOptions,
  hasCloudInitDrive,
} from "../../proxmox/guest_options/cloud_init_change.ts";
import { cloudInitDriveOption, newDiskOption, systemDisk } from "../../proxmox/guest_options/disk.ts";
import { machineChange } from "../../proxmox/guest_options/machine_change.ts";
import { machineDevice } from "../../proxmox/guest_options/network_device.ts";
import { isEmpty } from "../../proxmox/guest_options/option_change.ts";
import { awaitAddresses } from "../../proxmox/provision/address.ts";
import { changeConfig } from "../../proxmox/provision/config_change.ts";
import { startResize } from "../../proxmox/provision/disk_task.ts";
import type { Download } from "../../proxmox/provision/download.ts";
import { startClone, startCreate } from "../../proxmox/provision/guest_life.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { TimeLeft } from "../../proxmox/time_left.ts";
import type { Parameters } from "../../wire/wire.ts";
import { guestName } from "../target.ts";
import type { ToolContext } from "../tool.ts";
import type { DeploySource } from "./deploy_source.ts";
import { cloudInitOf, type DeployWish } from "./deploy_wish.ts";
import { fetchUrl } from "./fetched_file.ts";
import { bootOrder, machineOptions } from "./machine_options.ts";
import { NewGuest } from "./new_guest.ts";
import { storageFor } from "./placement.ts";
import type { Step, StepsOutcome } from "./steps.ts";

/** The way of one VM from a template or an image to one that runs and has an address, step by step. */
export class Deployment {
  readonly made: NewGuest;
  readonly #context: ToolContext;
  readonly #wish: DeployWish;
  readonly #time: TimeLeft;
  readonly #notes: string[] = [];
  #addresses: GuestAddresses | undefined;
  #image: string | undefined;
  /** The image, once this call has downloaded it. */
  #fetched: string | undefined;

  /** @param node where the VM is to be. */
  constructor(context: ToolContext, wish: DeployWish, node: string) {
    this.#context = context;
    this.#wish = wish;
    this.#time = new TimeLeft(context.proxmox.connection, wish.wait);
    this.made = new NewGuest(context, this.#time, { type: "qemu", name: wish.name, node });
  }

  /** What its guest agent says; undefined when nobody got to asking it. */
  get addresses(): GuestAddresses | undefined {
    return this.#addresses;
  }

  /** What the answer has to mention besides. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Goes the whole way, or as far as there is time. @throws {StepFailedError} saying what there is now. */
  async run(source: DeploySource): Promise<StepsOutcome> {
    const { disk } = this.#wish;
    const growing = disk === undefined ? [] : [this.#growing(disk)];
    const steps = [...this.#making(source), ...growing, this.made.startStep, this.#asking];
    return await this.made.run(
      steps,
      () => this.#fetched === undefined ? "" : `The image ${this.#fetched} stays, to be used again.`,
    );
  }

  #making(source: DeploySource): readonly Step[] {
    switch (source.kind) {
      case "template":
        return [this.#cloning(source.template), this.#configuring];
      case "image":
        this.#image = source.volume;
        return [this.#importing];
      case "download":
        return [this.#downloading(source.download), this.#importing];
    }
  }

  #cloning(template: Guest): Step {
    const { connection } = this.#context.proxmox;
    const { name, description, pool, storage, vmid } = this.#wish;
    // Another storage needs copied disks, whatever Proxmox's choice would be.
    const full = this.#wish.full ?? (storage === undefined ? undefined : true);
    const target = this.made.node === template.node ? undefined : this.made.node;
    return {
      name: `cloning ${guestName(template)}`,
      instead: () => undefined,
      work: (tell) =>
        this.made.make(
          vmid,
          tell,
          (newid) =>
            startClone(connection, template, { newid, name, description, pool, full, storage, target }),
        ),
    };
  }

  get #configuring(): Step {
    return {
      name: "setting CPU, memory, network and cloud-init",
      instead: () =>
        `proxmox_vm_configure vmid=${this.made.vmid} and proxmox_vm_cloudinit vmid=${this.made.vmid}, with what this call was given`,
      work: async () => {
        const { connection } = this.#context.proxmox;
        const guest = await this.made.found();
        const config = await guestConfig(connection, guest);
        const { cores, memory, tags, onboot, bridge, vlan } = this.#wish;
        const machine = machineChange(config, {
          ...{ cores, memory, tags, onboot, agent: true },
          net: 0,
          device: { bridge, vlan },
        });
        const wishes = cloudInitOf(this.#wish, config.options.has("ipconfig0"));
        const drive = hasCloudInitDrive(config) ? undefined : systemDisk("qemu", config.options)?.storage;
        const cloudInit = cloudInitChange(config, wishes, drive);
        const change = { set: { ...machine.set, ...cloudInit.set }, remove: [] };
        if (!isEmpty(change)) await changeConfig(connection, guest, config, change);
        return undefined;
      },
    };
  }

  #downloading(download: Download): Step {
    const { proxmox } = this.#context;
    return {
      name: `downloading ${download.filename}`,
      instead: () => undefined,
      work: async (tell) => {
        const { volume, upid } = await fetchUrl(proxmox, this.made.node, download, undefined);
        this.#image = volume;
        if (upid !== undefined) {
          const follow = { wait: this.#time.seconds, onProgress: tell };
          const report = await awaitTask(proxmox.connection, upid, follow);
          if (report.state !== "running") this.#fetched = volume;
          return report;
        }
        this.#notes.push(`${volume} was there already and was not downloaded or checked again.`);
        return undefined;
      },
    };
  }

  get #importing(): Step {
    const { proxmox } = this.#context;
    const { node } = this.made;
    return {
      name: "making it from the image",
      instead: () => "proxmox_vm_deploy with the same arguments, which finds the image then",
      work: async (tell) => {
        const storage = await storageFor(proxmox, node, "images", this.#wish.storage);
        const options = imageOptions(this.#wish, storage, this.#image);
        return await this.made.make(
          this.#wish.vmid,
          tell,
          (vmid) => startCreate(proxmox.connection, { type: "qemu", node, vmid }, options),
        );
      },
    };
  }

  #growing(gib: number): Step {
    return {
      name: "growing its disk",
      instead: () =>
        this.made.vmid === undefined
          ? undefined
          : `proxmox_guest_resize_disk vmid=${this.made.vmid} disk=scsi0 size=${gib}G`,
      work: async (tell) => {
        const { connection } = this.#context.proxmox;
        const guest = await this.made.found();
        const { options, digest } = await guestConfig(connection, guest);
        const disk = systemDisk("qemu", options);
        const bytes = gib * 2 ** 30;
        if (disk === undefined || (disk.size ?? 0) >= bytes) {
          if ((disk?.size ?? 0) > bytes) {
            this.#notes.push(`Its disk is larger than asked: ${formatBytes(disk?.size)}.`);
          }
          return undefined;
        }
        const upid = await startResize(connection, guest, { slot: disk.slot, digest }, bytes);
        return await awaitTask(connection, upid, { wait: this.#time.seconds, onProgress: tell });
      },
    };
  }

  get #asking(): Step {
    return {
      name: "waiting for its address",
      instead: () =>
        this.made.vmid === undefined
          ? undefined
          : `proxmox_vm_status vmid=${this.made.vmid}, which shows its address once the guest agent answers`,
      work: async (tell) => {
        const { connection } = this.#context.proxmox;
        this.#addresses = await awaitAddresses(connection, await this.made.found(), this.#time, tell);
        return undefined;
      },
    };
  }
}

/** Options of a VM around a cloud image, whose system expects a serial port and cloud-init. */
function imageOptions(wish: DeployWish, storage: string, image: string | undefined): Parameters {
  const { bridge, vlan } = wish;
  return {
    ...machineOptions(wish),
    ostype: "l26",
    serial0: "socket",
    scsi0: newDiskOption({ storage, importFrom: image }),
    ide2: cloudInitDriveOption(storage),
    net0: machineDevice({ bridge, vlan, firewall: true }),
    boot: bootOrder("scsi0"),
    ...cloudInitOptions(cloudInitOf(wish, false)),
  };
}
