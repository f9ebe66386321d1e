import type { Machine } from "../api/endpoint.ts";
import type { Guest } from "../cluster/guest.ts";
import { isFileBased, parseVolid, type Storage } from "../cluster/storage.ts";
import { allocateVolume } from "../storage/allocate.ts";
import { requireStorage } from "../storage/require_storage.ts";
import type { Worker } from "../tasks/runner.ts";
import { disksOf } from "./disks.ts";
import { guestMemory } from "./figures.ts";

const MIB = 1024 ** 2;

/**
 * Writes the memory of a running machine to a volume and answers with its id.
 *
 * @param name what the volume is called after `vm-<vmid>-state-`
 * @throws {ApiFailure} 500 when the storage is full
 */
export async function saveMemory(
  { cluster, faults }: Machine,
  guest: Guest,
  name: string,
  storage: Storage,
  worker: Worker,
): Promise<string> {
  const { vmid, node } = guest;
  const total = guestMemory(guest);
  const used = guest.runtime?.mem ?? total;
  const stem = `vm-${vmid}-state-${name}`;
  const volume = allocateVolume(cluster, faults, {
    ...{ storage, node, vmid, type: guest.type, size: total * 2 + 500 * MIB },
    name: isFileBased(storage) ? `${vmid}/${stem}.raw` : stem,
  });
  worker.log(`saving VM state and RAM using storage '${storage.storage}'`);
  for (let second = 1; second <= 3; second++) {
    worker.log(`${text((used * second) / 4)} in ${second}s`);
    await worker.sleep(1);
  }
  worker.log(`completed saving the VM state in 3s, saved ${text(used)}`);
  return `${storage.storage}:${volume.name}`;
}

/** Where the memory is saved: the storage the machine names, else that of its first disk. */
export function memoryStorage({ cluster }: Machine, guest: Guest): Storage {
  const named = guest.config["vmstatestorage"];
  const [disk] = disksOf("qemu", guest.config).filter((one) => !one.isCdrom);
  return requireStorage(
    cluster,
    String(named ?? parseVolid(disk?.volume ?? "")?.storage ?? "local"),
    guest.node,
  );
}

function text(bytes: number): string {
  return `${(bytes / MIB).toFixed(2)} MiB`;
}
