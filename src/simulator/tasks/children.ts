import type { Guest } from "../cluster/guest.ts";
import type { Identity } from "../cluster/identity.ts";
import type { TaskRunner, Worker } from "./runner.ts";

/** An action on many guests. */
export interface ManyGuests {
  readonly identity: Identity;
  /** What the parent's log says before each guest, for example `Starting`. */
  readonly word: string;
  /** The verb in the children's worker types, for example `start`. */
  readonly verb: string;
  readonly guests: readonly Guest[];
}

/** Runs one task for each guest, one after the other; a child that fails is only mentioned in the parent's log. */
export async function runChildren(
  tasks: TaskRunner,
  many: ManyGuests,
  worker: Worker,
  work: (guest: Guest, child: Worker) => Promise<void>,
): Promise<void> {
  for (const guest of many.guests) {
    const name = `${guest.type === "qemu" ? "VM" : "CT"} ${guest.vmid}`;
    worker.log(`${many.word} ${name}`);
    const upid = tasks.start({
      node: guest.node,
      identity: many.identity,
      id: guest.vmid,
      type: `${guest.type === "qemu" ? "qm" : "vz"}${many.verb}`.replace("qmmigrate", "qmigrate"),
      work: (child) => work(guest, child),
    });
    await tasks.ended(upid);
    const outcome = tasks.find(upid)?.exitstatus ?? "";
    if (outcome !== "OK") worker.log(`${many.word} ${name} failed: ${outcome}`);
  }
  worker.log(`All jobs finished, used ${many.guests.length === 0 ? 0 : 1} workers in total.`);
}
