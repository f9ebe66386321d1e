import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { startedTask } from "./task.ts";
import type { Upid } from "./upid.ts";
import { text } from "./values.ts";

/** What can be done with a service. */
export const serviceActions = ["start", "stop", "restart", "reload"] as const;

/** One of {@linkcode serviceActions}. */
export type ServiceAction = (typeof serviceActions)[number];

const serviceRow = z.object({
  service: z.string(),
  desc: text,
  state: text,
  "active-state": text,
  "unit-state": text,
});

/** A service of a node: `state` is systemd's sub-state (`running`, `dead`), `unit-state` whether it starts at boot. */
export type Service = z.infer<typeof serviceRow>;

/** Lists a node's services by name. Source: `GET /nodes/{node}/services`, needs Sys.Audit on the node. */
export async function services(connection: Connection, node: string): Promise<readonly Service[]> {
  const rows = await connection.get(path`/nodes/${node}/services`, z.array(serviceRow));
  return rows.sort((left, right) => left.service.localeCompare(right.service));
}

/** Whether the service is installed on its node at all. */
export function isInstalled(service: Service): boolean {
  return service["unit-state"] !== "not-found";
}

/** Whether a service does not run although it starts at boot, or has failed. */
export function isAmiss(service: Service): boolean {
  return service["active-state"] === "failed" ||
    (service["unit-state"] === "enabled" && service["active-state"] !== "active");
}

/**
 * Starts, stops, restarts or reloads a service.
 *
 * Source: `POST /nodes/{node}/services/{service}/{action}`, workers srvstart, srvstop, srvrestart, srvreload.
 */
export async function controlService(
  connection: Connection,
  node: string,
  service: string,
  action: ServiceAction,
): Promise<Upid> {
  return startedTask(
    await connection.post(path`/nodes/${node}/services/${service}/${action}`, z.unknown()),
  );
}
