import * as z from "zod";
import type { Connection } from "./connection.ts";
import { guestPath } from "./guest_status.ts";
import type { Guest } from "./resources.ts";
import { startedTask } from "./task.ts";
import type { Upid } from "./upid.ts";

/** Proxmox's power actions; `reset`, `suspend` and `resume` are for VMs. */
export type PowerAction = "start" | "stop" | "shutdown" | "reboot" | "reset" | "suspend" | "resume";

/** Parameters of the power actions that have any. */
export interface PowerParameters {
  /** `shutdown` and `reboot`: seconds the guest gets to go down. */
  readonly timeout?: number | undefined;
  /** `shutdown`: kill the guest when the time is over. */
  readonly forceStop?: boolean | undefined;
  /** `stop`: end running shutdown tasks of the guest first, since they hold its lock (8.0 and later). */
  readonly "overrule-shutdown"?: boolean | undefined;
  /** `suspend`: write the RAM to disk and switch off. */
  readonly todisk?: boolean | undefined;
}

/**
 * Starts a power action and returns its task.
 *
 * Source: `POST /nodes/{node}/{type}/{vmid}/status/{action}`; workers qmstart, vzstart and so on, or hastart and hastop,
 * which end as soon as the HA manager has the request. VMs that are missing or locked fail in the task, not here.
 */
export async function power(
  connection: Connection,
  guest: Pick<Guest, "node" | "type" | "vmid">,
  action: PowerAction,
  parameters: PowerParameters = {},
): Promise<Upid> {
  return startedTask(
    await connection.post(`${guestPath(guest)}/status/${action}`, z.unknown(), { ...parameters }),
  );
}

/** What a guest's status will be once the action is through; undefined when it stays running throughout. */
export function statusAfter(action: PowerAction): "running" | "stopped" | undefined {
  if (action === "start" || action === "resume") return "running";
  return action === "stop" || action === "shutdown" ? "stopped" : undefined;
}
