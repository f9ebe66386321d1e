import { isVmidTaken, withVmid } from "../../proxmox/free_vmid.ts";
import { UnknownGuestError } from "../../proxmox/inventory.ts";
import { runPower } from "../../proxmox/power_run.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest, GuestType } from "../../proxmox/resources.ts";
import { awaitTask, type TaskReport } from "../../proxmox/task_report.ts";
import type { TimeLeft } from "../../proxmox/time_left.ts";
import type { Upid } from "../../proxmox/upid.ts";
import { WireError } from "../../wire/errors.ts";
import { knownNode } from "../node_reference.ts";
import { requirePool } from "../pool/pool_reference.ts";
import { storageAt } from "../storage_reference.ts";
import { guestName, type Target } from "../target.ts";
import type { ToolContext } from "../tool.ts";
import { runSteps, type Step, type StepsOutcome, type Tell } from "./steps.ts";

/**
 * The target of a call that makes a guest, as far as the call names it; the policy checks the rest with the request itself.
 *
 * @throws the errors of looking up a node, pool or storage that is not there.
 */
export async function newGuestTarget(
  { vmid, node, pool, storage }: {
    readonly vmid?: number | undefined;
    readonly node?: string | undefined;
    readonly pool?: string | undefined;
    readonly storage?: string | undefined;
  },
  context: ToolContext,
): Promise<Target> {
  const { proxmox } = context;
  const place = node === undefined ? undefined : (await knownNode(proxmox, node)).node;
  if (pool !== undefined) await requirePool(context, pool);
  if (storage !== undefined) await storageAt(proxmox, storage, place);
  return { kind: "new-guest", vmid, node: place, pool };
}

/** A guest that is being made; the inventory learns its name ten seconds later than everything else. */
export class NewGuest {
  readonly type: GuestType;
  readonly name: string | undefined;
  readonly node: string;
  readonly #context: ToolContext;
  readonly #time: TimeLeft;
  #vmid: number | undefined;

  constructor(
    context: ToolContext,
    time: TimeLeft,
    what: { readonly type: GuestType; readonly name: string | undefined; readonly node: string },
  ) {
    this.type = what.type;
    this.name = what.name;
    this.node = what.node;
    this.#context = context;
    this.#time = time;
  }

  /** The vmid it has got; undefined before it is made. */
  get vmid(): number | undefined {
    return this.#vmid;
  }

  /** Names it and its node: `VM 105 (web3) on pve1`. */
  get place(): string {
    const { type, name, node, vmid } = this;
    if (vmid === undefined) return `the new ${type === "qemu" ? "VM" : "container"} on ${node}`;
    return `${guestName({ type, name, vmid })} on ${node}`;
  }

  /**
   * Makes it under the wanted vmid or the next free one, and waits for the task that `start` begins.
   *
   * @throws {VmidTakenError}; {TaskFailedError} when Proxmox could not make it.
   */
  async make(
    wanted: number | undefined,
    tell: Tell,
    start: (vmid: number) => Promise<Upid>,
  ): Promise<TaskReport> {
    const { connection, inventory } = this.#context.proxmox;
    try {
      return await withVmid(connection, wanted, async (vmid) => {
        this.#vmid = vmid;
        const upid = await start(vmid);
        return await awaitTask(connection, upid, { wait: this.#time.seconds, onProgress: tell });
      });
    } catch (error) {
      // That guest is somebody else's: it must never be offered for removal.
      if (this.#vmid !== undefined && isVmidTaken(error, this.#vmid)) this.#vmid = undefined;
      throw error;
    } finally {
      inventory.forget();
    }
  }

  /** The guest as the cluster knows it by now. */
  async found(): Promise<Guest> {
    const guest = await this.#context.proxmox.guest(this.#vmid ?? 0, { fresh: true });
    return this.name === undefined ? guest : { ...guest, name: this.name };
  }

  /** The step that switches it on. */
  get startStep(): Step {
    return {
      name: "starting it",
      instead: () =>
        this.#vmid === undefined
          ? undefined
          : `proxmox_${this.type === "qemu" ? "vm" : "ct"}_start vmid=${this.#vmid}`,
      work: async (tell) => {
        const follow = { wait: this.#time.seconds, onProgress: tell };
        const outcome = await runPower(this.#context.proxmox, await this.found(), "start", {}, follow);
        return "report" in outcome ? outcome.report : undefined;
      },
    };
  }

  /**
   * Does the steps that make it; after a failure the error says what there is now.
   *
   * @param alsoThere what else the steps have left behind by then, as a sentence.
   */
  async run(steps: readonly Step[], alsoThere: () => string = () => ""): Promise<StepsOutcome> {
    const { progress, signal } = this.#context;
    const context = { progress, signal, time: this.#time };
    return await runSteps(steps, context, async () => {
      const guest = await leftBehind(this.#context.proxmox, this.#vmid);
      return `${guest} ${alsoThere()}`.trim();
    });
  }
}

/** Says whether a guest that could not be made to the end exists now, and how to be rid of it. */
async function leftBehind(proxmox: Proxmox, vmid: number | undefined): Promise<string> {
  if (vmid === undefined) return "No guest was made.";
  try {
    const guest = await proxmox.guest(vmid, { fresh: true });
    const what = `${guest.type === "qemu" ? "VM" : "CT"} ${vmid} on ${guest.node}`;
    return `What was made before is there now: ${what}. proxmox_guest_delete vmid=${vmid} removes it.`;
  } catch (error) {
    if (error instanceof UnknownGuestError) return `Nothing is left of ${vmid}.`;
    if (error instanceof WireError) {
      return `Whether ${vmid} exists now is not known: proxmox_guest_find shows it.`;
    }
    throw error;
  }
}
