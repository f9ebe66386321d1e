import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import { Interrupted } from "../cluster/clock.ts";
import type { Guest } from "../cluster/guest.ts";
import { parseVolid, servesNode } from "../cluster/storage.ts";
import type { Worker } from "../tasks/runner.ts";
import { type Disk, disksOf } from "./disks.ts";
import { requireGuest, requireUnlocked } from "./lookup.ts";
import { newRuntime, powerOff } from "./start.ts";

/** A move of a guest to another node. */
export interface Migration {
  readonly vmid: number;
  readonly type: Guest["type"];
  readonly target: string;
  /** Move a running machine without a break. */
  readonly online: boolean;
  /** Shut a running container down and start it on the target. */
  readonly restart: boolean;
  readonly withLocalDisks: boolean;
  /** Where local disks go; absent means a storage of the same name. */
  readonly targetStorage?: string;
}

/** Storage types that hold images of other formats than raw. */
const TAKES_IMAGES = new Set(["dir", "nfs", "cifs", "cephfs"]);

/** The work of `qmigrate` and `vzmigrate`; whatever goes wrong ends as `migration aborted`. */
export async function migrateGuest(call: CallContext, migration: Migration, worker: Worker): Promise<void> {
  const { cluster } = call;
  const started = cluster.clock.precise();
  const say = (...lines: string[]) =>
    worker.log(...lines.map((line) => `${timeStamp(cluster.clock.now())} ${line}`));
  const duration = () => clockTime(cluster.clock.age(started));
  const guest = requireGuest(cluster, call.node, migration.type, migration.vmid);
  try {
    requireUnlocked(guest);
    requireReachable(call, migration.target, say);
    await move(call, guest, migration, worker, say);
    say(`migration finished successfully (duration ${duration()})`);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    delete guest.config["lock"];
    say(
      `ERROR: migration aborted (duration ${duration()}): ${error instanceof Error ? error.message : error}`,
    );
    throw failure("migration aborted");
  }
}

type Say = (...lines: string[]) => void;

function requireReachable(call: CallContext, target: string, say: Say): void {
  if (call.faults.isOnline(target)) return;
  const ip = call.cluster.node(target)?.ip ?? target;
  say(`# /usr/bin/ssh -e none -o 'BatchMode=yes' -o 'HostKeyAlias=${target}' root@${ip} /bin/true`);
  say(`ssh: connect to host ${ip} port 22: No route to host`);
  throw failure("Can't connect to destination address using public key");
}

async function move(
  call: CallContext,
  guest: Guest,
  migration: Migration,
  worker: Worker,
  say: Say,
): Promise<void> {
  const { cluster } = call;
  const { target } = migration;
  const wasRunning = guest.runtime !== undefined;
  if (guest.type === "lxc" && wasRunning && !migration.restart) {
    throw failure("lxc live migration is currently not implemented");
  }
  const word = guest.type === "qemu" ? "VM" : "CT";
  say(`starting migration of ${word} ${guest.vmid} to node '${target}' (${cluster.node(target)?.ip})`);
  const local = localDisks(call, guest);
  requireDisksMovable(call, guest, migration, local);
  if (guest.type === "lxc" && wasRunning) {
    say(`shutdown CT ${guest.vmid}`);
    await worker.sleep(guest.system.shutdownSeconds ?? 3);
    powerOff(guest);
  }
  guest.config["lock"] = "migrate";
  for (const disk of local) await copyLocalDisk(guest, disk, worker, say);
  if (guest.type === "qemu" && wasRunning) await streamMemory(guest, migration, worker, say);
  else await worker.sleep(1);
  handOver(call, guest, local, migration);
  say("start final cleanup");
  if (guest.type === "lxc" && wasRunning) {
    say("start container on target node");
    await worker.sleep(1);
    guest.runtime = newRuntime(cluster, guest);
  }
  // The guest is on its new node already, but still locked for a moment.
  await worker.sleep(1);
  delete guest.config["lock"];
}

/** Disks on storages that are not shared. */
export function localDisks(call: Pick<CallContext, "cluster">, guest: Guest): Disk[] {
  return disksOf(guest.type, guest.config, true).filter((disk) => {
    const storage = call.cluster.storage(parseVolid(disk.volume)?.storage ?? "");
    return storage !== undefined && !storage.shared && !disk.isCdrom;
  });
}

function requireDisksMovable(
  call: CallContext,
  guest: Guest,
  migration: Migration,
  local: readonly Disk[],
): void {
  for (const disk of local) {
    const source = parseVolid(disk.volume)?.storage ?? "";
    const storage = call.cluster.storage(migration.targetStorage ?? source);
    if (storage === undefined) continue;
    if (!servesNode(storage, migration.target)) {
      throw failure(`storage '${storage.storage}' is not available on node '${migration.target}'`);
    }
    const format = call.cluster.volume(disk.volume, guest.node)?.volume.format ?? "raw";
    if (format !== "raw" && format !== "subvol" && !TAKES_IMAGES.has(storage.type)) {
      throw failure(
        `storage migration for '${disk.volume}' to storage '${storage.storage}' failed - ` +
          `unsupported format '${format}' for storage type ${storage.type}`,
      );
    }
  }
  const [first] = local;
  if (
    first === undefined || guest.type === "lxc" || guest.runtime === undefined || migration.withLocalDisks
  ) return;
  throw failure(
    `can't migrate local disk '${first.volume}': can't live migrate attached local disks without ` +
      "with-local-disks option",
  );
}

async function copyLocalDisk(guest: Guest, disk: Disk, worker: Worker, say: Say): Promise<void> {
  if (guest.type === "lxc") say(`found local volume '${disk.volume}' (in current VM config)`);
  else say(`found local disk '${disk.volume}' (attached)`, "copying local disk images");
  const bytes = disk.size ?? 1024 ** 3;
  const seconds = Math.max(3, Math.round(bytes / (2 * 1024 ** 3)));
  for (let second = 3; second <= seconds; second += 3) {
    await worker.sleep(3);
    const copied = Math.round((bytes * second) / seconds);
    say(
      `${copied} bytes (${(copied / 1e9).toFixed(1)} GB, ${
        (copied / 1024 ** 3).toFixed(1)
      } GiB) copied, ${second} s, 109 MB/s`,
    );
  }
  say(`successfully imported '${disk.volume}'`, `volume '${disk.volume}' is '${disk.volume}' on the target`);
}

async function streamMemory(guest: Guest, migration: Migration, worker: Worker, say: Say): Promise<void> {
  const total = guest.runtime?.mem ?? 0;
  const mib = (share: number) => ((total * share) / 1024 ** 2).toFixed(1);
  say(
    `starting VM ${guest.vmid} on remote node '${migration.target}'`,
    "start remote tunnel",
    "ssh tunnel ver 1",
    `starting online/live migration on unix:/run/qemu-server/${guest.vmid}.migrate`,
    "set migration capabilities",
    "migration downtime limit: 100 ms",
    "migration cachesize: 256.0 MiB",
    "set migration parameters",
    `start migrate command to unix:/run/qemu-server/${guest.vmid}.migrate`,
  );
  for (const share of [0.25, 0.5, 0.75]) {
    await worker.sleep(2);
    say(`migration active, transferred ${mib(share)} MiB of ${mib(1)} MiB VM-state, 1.1 GiB/s`);
  }
  say(
    "average migration speed: 1.1 GiB/s - downtime 48 ms",
    `migration completed, transferred ${mib(1)} MiB VM-state`,
    "migration status: completed",
  );
}

function handOver(call: CallContext, guest: Guest, local: readonly Disk[], migration: Migration): void {
  const source = guest.node;
  guest.node = migration.target;
  for (const disk of local) {
    const found = call.cluster.volume(disk.volume, source);
    if (found === undefined) continue;
    const to = call.cluster.storage(migration.targetStorage ?? found.storage.storage) ?? found.storage;
    found.storage.volumes = found.storage.volumes.filter((volume) => volume !== found.volume);
    const { node: _, ...volume } = found.volume;
    to.volumes.push(to.shared ? volume : { ...volume, node: migration.target });
    const value = String(guest.config[disk.key]);
    guest.config[disk.key] = value.replace(`${found.storage.storage}:`, `${to.storage}:`);
  }
  if (guest.runtime !== undefined) guest.runtime.pid = call.cluster.nextPid();
}

function timeStamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
    .map((part) => String(part).padStart(2, "0")).join(":");
}
