import type { CallContext } from "../api/endpoint.ts";
import { randomUUID } from "node:crypto";
import type { Guest, GuestConfig } from "../cluster/guest.ts";
import { releaseFacts } from "../cluster/release.ts";
import { parseVolid, volumePath } from "../cluster/storage.ts";
import { freeVolume } from "../storage/allocate.ts";
import type { Worker } from "../tasks/runner.ts";
import { prefixed } from "../tasks/task_failure.ts";
import { blankSystem } from "./blank_system.ts";
import { type DiskWish, fulfilDiskWish } from "./disk_value.ts";
import { disksOf } from "./disks.ts";
import { configValue } from "./option_value.ts";

/** The options of a new guest and the disks among them. */
export interface Creation {
  readonly vmid: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly disks: Readonly<Record<string, DiskWish>>;
}

/** The work of `qmcreate`: the configuration is there, locked, while the disks are made. */
export async function createMachine(call: CallContext, creation: Creation, worker: Worker): Promise<Guest> {
  const { cluster, node } = call;
  const { vmid, options } = creation;
  const guest = reserve(call, "qemu", vmid);
  const created: string[] = [];
  try {
    const config: GuestConfig = {};
    for (const [key, value] of Object.entries(options)) {
      const wish = creation.disks[key];
      if (wish === undefined) config[key] = configValue(cluster, "qemu", key, value);
      else config[key] = await makeDisk(call, { guest, key, value: String(value), wish, created }, worker);
    }
    config["boot"] ??= defaultBoot(config);
    config["smbios1"] ??= `uuid=${randomUUID()}`;
    config["vmgenid"] = randomUUID();
    config["meta"] = `creation-qemu=${releaseFacts(cluster.release).qemu},ctime=${cluster.clock.now()}`;
    guest.config = config;
    // Nothing is installed yet that would react to a shutdown.
    const { shutdownSeconds: _, ...system } = blankSystem(String(config["name"] ?? `vm${vmid}`), "unmanaged");
    guest.system = system;
    return guest;
  } catch (error) {
    for (const volume of created) freeVolume(cluster, volume, node);
    delete cluster.state.guests[vmid];
    throw prefixed(`unable to create VM ${vmid} - `, error);
  }
}

/** Takes the id by writing a configuration that holds the lock `create` alone. */
export function reserve(call: CallContext, type: Guest["type"], vmid: number): Guest {
  const guest: Guest = {
    ...{ vmid, type, node: call.node, pending: {}, snapshots: {} },
    config: { lock: "create" },
    system: blankSystem(`${type}${vmid}`, "unmanaged"),
  };
  call.cluster.state.guests[vmid] = guest;
  return guest;
}

interface DiskOrder {
  readonly guest: Guest;
  readonly key: string;
  readonly value: string;
  readonly wish: DiskWish;
  /** Volumes made so far, to be removed when something fails later. */
  readonly created: string[];
}

async function makeDisk(call: CallContext, order: DiskOrder, worker: Worker): Promise<string> {
  const { guest, key, value, wish, created } = order;
  const result = fulfilDiskWish(call, guest, key, value, wish);
  if (result.created === undefined) return result.value;
  created.push(result.created);
  worker.log(formattingLine(call, result.created));
  await worker.sleep(0.5);
  worker.log(`${key}: successfully created disk '${result.value}'`);
  return result.value;
}

/** The line `qemu-img` and `lvcreate` leave in the log. */
export function formattingLine(call: Pick<CallContext, "cluster" | "node">, id: string): string {
  const found = call.cluster.volume(id, call.node);
  const name = parseVolid(id)?.name ?? id;
  if (found === undefined || !/\.(qcow2|raw|vmdk)$/.test(name)) return `  Logical volume "${name}" created.`;
  const { storage, volume } = found;
  const extra = volume.format === "qcow2"
    ? "cluster_size=65536 extended_l2=off preallocation=metadata compression_type=zlib "
    : "";
  const tail = volume.format === "qcow2" ? "lazy_refcounts=off refcount_bits=16" : "preallocation=off";
  return `Formatting '${
    volumePath(storage, name)
  }', fmt=${volume.format} ${extra}size=${volume.size} ${tail}`;
}

/** First disk, first CD-ROM, first network device; a machine without any has an empty order. */
function defaultBoot(config: GuestConfig): string {
  const disks = disksOf("qemu", config).filter((disk) => !/^(efidisk|tpmstate)/.test(disk.key));
  const first = [
    disks.find((disk) => !disk.isCdrom)?.key,
    disks.find((disk) => disk.isCdrom)?.key,
    Object.keys(config).filter((key) => /^net\d+$/.test(key)).toSorted()[0],
  ].filter((key) => key !== undefined);
  return first.length === 0 ? " " : `order=${first.join(";")}`;
}
