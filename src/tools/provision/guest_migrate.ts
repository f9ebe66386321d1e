import { formatBytes } from "../../text/bytes.ts";
import { ExplainedError } from "../../text/explained.ts";
import { type GuestConfig, guestConfig } from "../../proxmox/guest_config.ts";
import { guestStatus } from "../../proxmox/guest_status.ts";
import { migrationProgress, startMigration } from "../../proxmox/provision/migrate.ts";
import { checkMigration, type LocalDisk, type Move } from "../../proxmox/provision/migration_check.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { whereverItIs } from "../../proxmox/relocation.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { awaitTask, type TaskReport } from "../../proxmox/task_report.ts";
import { TimeLeft } from "../../proxmox/time_left.ts";
import { node, storage, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { knownNode } from "../node_reference.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type ToolAnswer, type ToolContext } from "../tool.ts";

/** A guest that cannot go to the node that is asked for. */
export class MigrationError extends ExplainedError {
  override readonly name = "MigrationError";
}

/** What came of a migration. */
interface Migration {
  readonly guest: Guest;
  readonly move: Move;
  readonly localDisks: readonly LocalDisk[];
  readonly report: TaskReport;
  /** State on the new node; undefined while it is on its way. */
  readonly arrived: string | undefined;
}

/** `proxmox_guest_migrate`: sources `GET` and `POST .../migrate`, workers qmigrate, vzmigrate, hamigrate. */
export const guestMigrate = defineTool({
  name: "proxmox_guest_migrate",
  title: "Migrate a guest",
  toolset: "provision",
  access: "write",
  privileges: ["VM.Migrate", "VM.Audit"],
  description:
    "Move a guest to another node: a running VM live, a running container by restart. storage= is for its local disks.",
  input: { vmid, target: node, storage: storage.optional() },
  hidden: { node: node.optional(), wait },
  needsQuorum: true,
  target: async (reference, context) => ({ kind: "guest", guest: await guestOf(context, reference) }),
  async run({ target: wanted, storage, wait, ...reference }, context): Promise<Migration> {
    const { proxmox, signal, progress } = context;
    const { connection, inventory } = proxmox;
    const found = await guestOf(context, reference, { fresh: true });
    const target = await targetNode(context, found, wanted);
    try {
      return await whereverItIs(inventory, found, signal, async (guest) => {
        const time = new TimeLeft(connection, wait);
        const running = (await guestStatus(connection, guest)).status === "running";
        const move = { target, storage, running };
        const localDisks = await permittedDisks(proxmox, guest, await guestConfig(connection, guest), move);
        const upid = await startMigration(connection, guest, move, localDisks);
        const report = await awaitTask(connection, upid, {
          wait: time.seconds,
          onProgress: migrationProgress(localDisks, progress),
        });
        const arrived = report.state === "running" ? undefined : await arrival(proxmox, guest, target, time);
        return { guest, move, localDisks, report, arrived };
      });
    } finally {
      inventory.forget();
    }
  },
  answer: wordMigration,
});

async function targetNode({ proxmox }: ToolContext, guest: Guest, wanted: string): Promise<string> {
  const { node, status } = await knownNode(proxmox, wanted);
  if (node === guest.node) {
    throw new MigrationError(`${guestName(guest)} is on ${node} already; nothing was done.`, {
      remedy: "Name another node; proxmox_node_list shows them.",
    });
  }
  if (status !== "offline") return node;
  throw new MigrationError(`The node ${node} is offline, so nothing was sent.`, {
    remedy: "Choose one that is online; proxmox_node_list shows them.",
  });
}

/** The disks that have to be copied, unless something forbids the move. @throws {MigrationError} naming all of it. */
async function permittedDisks(
  proxmox: Proxmox,
  guest: Guest,
  config: GuestConfig,
  move: Move,
): Promise<readonly LocalDisk[]> {
  const { obstacles, localDisks } = await checkMigration(proxmox, guest, config, move);
  if (obstacles.length === 0) return localDisks;
  throw new MigrationError(`${guestName(guest)} cannot go to ${move.target}: ${obstacles.join("; ")}.`, {
    remedy: "Nothing was sent. Take that away first, or choose another node.",
  });
}

/** State of the guest on its new node; the HA manager moves it only after its own task has ended. */
async function arrival(
  { connection, inventory }: Proxmox,
  { vmid }: Guest,
  target: string,
  time: TimeLeft,
): Promise<string | undefined> {
  for (;;) {
    const guest = await inventory.guest(vmid, { fresh: true, signal: connection.signal });
    if (guest.node === target) return (await guestStatus(connection, guest)).status;
    if (time.seconds === 0) return undefined;
    await time.pause(1500);
  }
}

function wordMigration({ guest, move, localDisks, report, arrived }: Migration): ToolAnswer {
  const { target, running } = move;
  const bytes = localDisks.reduce((sum, { size }) => sum + size, 0);
  const disks = localDisks.length === 0
    ? ""
    : `, ${localDisks.length} local ${localDisks.length === 1 ? "disk" : "disks"} (${
      formatBytes(bytes)
    }) copied`;
  const how = !running
    ? ""
    : guest.type === "qemu"
    ? ", moved while running"
    : ", shut down and started for the move";
  return taskAnswer(arrived === undefined ? { ...report, state: "running" } : report, {
    done: `${guestName(guest)} is on ${target} now, ${arrived ?? "state unknown"}${how}${disks}`,
    doing: `Moving ${guestName(guest)} from ${guest.node} to ${target}`,
  });
}
