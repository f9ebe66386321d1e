import * as z from "zod";
import { naturally } from "../text/order.ts";
import { path } from "../wire/path.ts";
import type { Parameters } from "../wire/wire.ts";
import type { Connection } from "./connection.ts";
import type { Guest } from "./resources.ts";
import { numeric, text } from "./values.ts";

/** What HA is asked to do with a guest; `enabled` is another word for `started` that is not sent. */
export const haStates = ["started", "stopped", "disabled", "ignored"] as const;

const resourceRow = z.looseObject({
  sid: z.string(),
  type: text,
  state: text,
  max_restart: numeric,
  max_relocate: numeric,
  failback: numeric,
  group: text,
  comment: text,
  digest: text,
});

/** A guest under high availability; `sid` is `vm:100` or `ct:101`, `group` of releases before 9.0. */
export type HaResource = z.infer<typeof resourceRow>;

/** A resource's id as HA writes it. */
export function sidOf({ type, vmid }: Pick<Guest, "type" | "vmid">): string {
  return `${type === "qemu" ? "vm" : "ct"}:${vmid}`;
}

/** Lists the guests under HA. Source: `GET /cluster/ha/resources`, needs Sys.Audit on `/`. */
export async function haResources(connection: Connection): Promise<readonly HaResource[]> {
  const rows = await connection.get("/cluster/ha/resources", z.array(resourceRow));
  return rows.sort((left, right) => naturally(left.sid, right.sid));
}

/** Puts a guest under HA. Source: `POST /cluster/ha/resources`, needs Sys.Console on `/`. */
export async function addHaResource(connection: Connection, sid: string, options: Parameters): Promise<void> {
  await connection.post("/cluster/ha/resources", z.unknown(), { sid, ...options });
}

/** Changes what HA does with a guest. Source: `PUT /cluster/ha/resources/{sid}`. */
export async function changeHaResource(
  connection: Connection,
  resource: Pick<HaResource, "sid" | "digest">,
  options: Parameters,
): Promise<void> {
  const { sid, digest } = resource;
  await connection.put(path`/cluster/ha/resources/${sid}`, z.unknown(), { ...options, digest });
}

/** Takes a guest out of HA, as it is. Source: `DELETE /cluster/ha/resources/{sid}`. */
export async function removeHaResource(connection: Connection, sid: string): Promise<void> {
  await connection.delete(path`/cluster/ha/resources/${sid}`, z.unknown());
}

const relocationAnswer = z.object({
  "blocking-resources": z.array(z.object({ sid: z.string(), cause: text })).catch([]),
  "comigrated-resources": z.array(z.union([z.string(), z.object({ sid: z.string() })])).catch([]),
}).partial().nullable().catch(null);

/** What HA said to an order to move a guest. */
export interface Relocation {
  /** Guests whose rules keep this one away from the node, with the kind of the rule. */
  readonly blocking: readonly string[];
  /** Guests that go along because of a rule. */
  readonly along: readonly string[];
}

/**
 * Orders HA to move a guest: `migrate` while it runs, `relocate` by stopping it here and starting it there.
 *
 * Source: `POST /cluster/ha/resources/{sid}/migrate|relocate`; it only takes the order. Before 9.0 it answers null.
 */
export async function orderRelocation(
  connection: Connection,
  sid: string,
  way: "migrate" | "relocate",
  node: string,
): Promise<Relocation> {
  const answer = await connection.post(
    path`/cluster/ha/resources/${sid}/${way}`,
    relocationAnswer,
    { node },
  );
  return {
    blocking: (answer?.["blocking-resources"] ?? []).map(({ sid, cause }) =>
      cause === undefined ? sid : `${sid} (${cause})`
    ),
    along: (answer?.["comigrated-resources"] ?? []).map((one) => typeof one === "string" ? one : one.sid),
  };
}
