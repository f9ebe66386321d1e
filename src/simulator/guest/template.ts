import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import type { Guest } from "../cluster/guest.ts";
import { isFileBased } from "../cluster/storage.ts";
import type { Worker } from "../tasks/runner.ts";
import { disksOf } from "./disks.ts";
import { requireUnlocked } from "./lookup.ts";

/**
 * Refuses a guest that cannot become a template.
 *
 * @throws {ApiFailure} 500
 */
export function requireConvertible(guest: Guest): void {
  const word = guest.type === "qemu" ? "VM" : "CT";
  if (Object.keys(guest.snapshots).length > 0) {
    throw failure(`unable to create template, because ${word} contains snapshots`);
  }
  if (guest.config["template"] === 1) throw failure("you can't convert a template to a template");
  requireUnlocked(guest);
  if (guest.runtime === undefined) return;
  throw failure(
    guest.type === "qemu"
      ? "you can't convert a VM to template if VM is running"
      : "you can't convert a CT to template if the CT is running",
  );
}

/** The work of `qmtemplate` and `vztemplate`: disks become base images. */
export async function convertToTemplate(call: CallContext, guest: Guest, worker: Worker): Promise<void> {
  await worker.sleep(1);
  for (const disk of disksOf(guest.type, guest.config).filter((one) => !one.isCdrom)) {
    const found = call.cluster.volume(disk.volume, guest.node);
    if (found === undefined) continue;
    const base = found.volume.name.replace(
      /(^|\/)(vm|subvol)-/,
      (_, slash: string, kind: string) => `${slash}${kind === "subvol" ? "basevol" : "base"}-`,
    );
    guest.config[disk.key] = String(guest.config[disk.key]).replace(found.volume.name, base);
    found.volume.name = base;
    if (isFileBased(found.storage)) worker.log(`convert '${disk.volume}' to a base image`);
    else worker.log(`  Logical volume pve/${base} changed.`);
  }
  guest.config["template"] = 1;
}
