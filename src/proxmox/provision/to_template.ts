import * as z from "zod";
import { path } from "../../wire/path.ts";
import type { Connection } from "../connection.ts";
import { guestPath } from "../guest_status.ts";
import type { Guest } from "../resources.ts";
import { NoTaskError, startedTask, taskRows } from "../task.ts";
import { parseUpid, type Upid } from "../upid.ts";
import { pause } from "../../wire/pause.ts";

/** How often, and how many milliseconds apart, the task list is asked for a task that a call did not name. */
const looks = 10;
const betweenLooks = 300;

/**
 * Starts making a template of a guest, from which there is no way back.
 *
 * Source: `POST .../template`, workers qmtemplate and vztemplate. For a container the answer is null although a task runs,
 * so that is looked for in the node's task list.
 *
 * @throws {NoTaskError} when that task does not show.
 */
export async function startTemplate(connection: Connection, guest: Guest): Promise<Upid> {
  if (guest.type === "qemu") {
    return startedTask(await connection.post(`${guestPath(guest)}/template`, z.unknown()));
  }
  const before = await templateTasks(connection, guest);
  const answer = await connection.post(`${guestPath(guest)}/template`, z.unknown());
  if (answer !== null) return startedTask(answer);
  for (let look = 0; look < looks; look++) {
    const started = (await templateTasks(connection, guest)).find((upid) => !before.includes(upid));
    if (started !== undefined) return parseUpid(started);
    await pause(betweenLooks, connection.signal);
  }
  throw new NoTaskError(
    `The task that makes a template of CT ${guest.vmid} does not show on ${guest.node}.`,
    {
      remedy: "proxmox_ct_status says whether it is a template by now.",
    },
  );
}

async function templateTasks(connection: Connection, { node, vmid }: Guest): Promise<readonly string[]> {
  const rows = await connection.get(path`/nodes/${node}/tasks`, taskRows, {
    ...{ vmid, typefilter: "vztemplate", source: "all", limit: 20 },
  });
  return rows.map(({ upid }) => upid);
}
