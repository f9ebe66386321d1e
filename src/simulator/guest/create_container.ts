import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import type { Guest, GuestConfig } from "../cluster/guest.ts";
import { parseVolid, type Storage, volumePath } from "../cluster/storage.ts";
import { freeVolume } from "../storage/allocate.ts";
import type { Worker } from "../tasks/runner.ts";
import { prefixed } from "../tasks/task_failure.ts";
import { blankSystem } from "./blank_system.ts";
import { type Creation, formattingLine, reserve } from "./create_machine.ts";
import { fulfilDiskWish } from "./disk_value.ts";
import { configValue } from "./option_value.ts";

/** A new container: its options, and the template it is unpacked from. */
export interface ContainerCreation extends Creation {
  /** Volume id of the template. */
  readonly template: string;
}

/** The work of `vzcreate`: the root file system is made before the template is looked at. */
export async function createContainer(
  call: CallContext,
  creation: ContainerCreation,
  worker: Worker,
): Promise<Guest> {
  const { cluster, node } = call;
  const { vmid } = creation;
  const guest = reserve(call, "lxc", vmid);
  const created: string[] = [];
  try {
    const config = await makeConfig(call, guest, creation, created, worker);
    const template = requireTemplate(call, creation.template);
    worker.log(`extracting archive '${volumePath(template.storage, template.name)}'`);
    await worker.sleep(3);
    worker.log("Total bytes read: 108154880 (104MiB, 127MiB/s)");
    config["ostype"] ??= ostypeOf(template.name);
    if (config["ostype"] !== "unmanaged") {
      worker.log("Detected container architecture: amd64");
      await makeHostKeys(String(config["hostname"]), worker);
    }
    guest.config = config;
    guest.system = blankSystem(String(config["hostname"]), String(config["ostype"]));
    return guest;
  } catch (error) {
    for (const volume of created) freeVolume(cluster, volume, node);
    delete cluster.state.guests[vmid];
    throw prefixed(`unable to create CT ${vmid} - `, error);
  }
}

async function makeConfig(
  call: CallContext,
  guest: Guest,
  creation: ContainerCreation,
  created: string[],
  worker: Worker,
): Promise<GuestConfig> {
  const { cluster } = call;
  const config: GuestConfig = { hostname: `CT${guest.vmid}`, arch: "amd64", memory: 512, swap: 512 };
  if (cluster.isNine) config["unprivileged"] = 1;
  for (const [key, value] of Object.entries(creation.options)) {
    const wish = creation.disks[key];
    if (wish === undefined) {
      config[key] = configValue(cluster, "lxc", key, value);
      continue;
    }
    const result = fulfilDiskWish(call, guest, key, String(value), wish);
    config[key] = result.value;
    if (result.created !== undefined) {
      created.push(result.created);
      await makeFileSystem(call, result.created, worker);
    }
  }
  // A privileged container has no line about it at all.
  if (config["unprivileged"] === 0) delete config["unprivileged"];
  return config;
}

/** The lines of `mkfs.ext4`. */
export async function makeFileSystem(
  call: Pick<CallContext, "cluster" | "node">,
  id: string,
  worker: Worker,
): Promise<void> {
  const found = call.cluster.volume(id, call.node);
  const blocks = Math.floor((found?.volume.size ?? 0) / 4096);
  if (found?.storage.type !== "btrfs") worker.log(formattingLine(call, id));
  await worker.sleep(0.5);
  worker.log(
    `Creating filesystem with ${blocks} 4k blocks and ${Math.floor(blocks / 4)} inodes`,
    `Filesystem UUID: ${crypto.randomUUID()}`,
    "Superblock backups stored on blocks: ",
    "\t32768, 98304, 163840, 229376",
  );
}

function requireTemplate(
  call: CallContext,
  id: string,
): { readonly storage: Storage; readonly name: string } {
  const found = call.cluster.volume(id, call.node);
  if (found === undefined) throw failure(`volume '${id}' does not exist`);
  return { storage: found.storage, name: parseVolid(id)?.name ?? id };
}

/** Read from the template's name, as no archive is there to look into. */
function ostypeOf(template: string): string {
  const name = template.replace(/^vztmpl\//, "");
  const known = [
    "debian",
    "devuan",
    "ubuntu",
    "centos",
    "fedora",
    "opensuse",
    "archlinux",
    "alpine",
    "gentoo",
  ];
  return known.find((ostype) => name.startsWith(ostype)) ?? "unmanaged";
}

async function makeHostKeys(hostname: string, worker: Worker): Promise<void> {
  for (const kind of ["ecdsa", "ed25519", "rsa"]) {
    worker.log(`Creating SSH host key 'ssh_host_${kind}_key' - this may take some time ...`);
    await worker.sleep(0.3);
    const hash = btoa(crypto.randomUUID().replaceAll("-", "")).slice(0, 43);
    worker.log(`done: SHA256:${hash} root@${hostname}`);
  }
}
