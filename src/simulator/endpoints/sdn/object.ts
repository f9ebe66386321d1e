import type { CallContext } from "../../api/endpoint.ts";
import { failure, missingPrivilege } from "../../api/failure.ts";
import { flag, optional, text } from "../../api/schema.ts";
import { idKey, type SdnKind, sdnRows, type SdnView } from "../../cluster/sdn.ts";
import type { Section } from "../../cluster/section.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { assignSection, requireDigest, withoutUndefined } from "../cluster/section.ts";

const WORDS: Readonly<Record<SdnKind, string>> = { zones: "zone", vnets: "vnet", subnets: "subnet" };

/** The name of a zone or virtual network: it becomes part of an interface name, hence so short. */
export const SDN_ID = text({ minLength: 2, maxLength: 8, pattern: "[a-zA-Z][a-zA-Z0-9]*[a-zA-Z0-9]" });

/** The parameters that choose between the edited and the running network. */
export const VIEW = {
  pending: optional(flag({ description: "Display pending config." })),
  running: optional(flag({ description: "Display running config." })),
} as const;

/**
 * Finds one object in the chosen version of the network.
 *
 * @throws {ApiFailure} 500 when there is none of that name
 */
export function readObject(
  { cluster }: CallContext,
  kind: SdnKind,
  id: string,
  view: SdnView,
): Record<string, unknown> {
  const row = sdnRows(cluster.state.sdn, kind, view).find((one) => one[idKey(kind)] === id);
  if (row === undefined) throw failure(`sdn '${id}' does not exist`);
  return row;
}

/** Adds an object to the edited network; it takes effect when that is applied. */
export async function createObject(
  call: CallContext,
  kind: SdnKind,
  id: string,
  object: Readonly<Record<string, unknown>>,
): Promise<null> {
  await lockSdn(call);
  const objects = call.cluster.state.sdn.edited[kind];
  if (objects[id] !== undefined) {
    throw failure(
      `create sdn ${WORDS[kind]} object failed: sdn ${WORDS[kind]} object ID '${id}' already defined`,
    );
  }
  objects[id] = withoutUndefined(object);
  return null;
}

/** Changes an object of the edited network by the parameters of an update. */
export async function updateObject(
  call: CallContext,
  kind: SdnKind,
  id: string,
  params: Readonly<Record<string, unknown>>,
): Promise<null> {
  await lockSdn(call);
  const objects = call.cluster.state.sdn.edited[kind];
  const object = requireObject(call, kind, id);
  requireDigest(objects, params["digest"]);
  assignSection(object, params);
  return null;
}

/** Takes an object out of the edited network. */
export async function deleteObject(call: CallContext, kind: SdnKind, id: string): Promise<null> {
  await lockSdn(call);
  requireObject(call, kind, id);
  delete call.cluster.state.sdn.edited[kind][id];
  return null;
}

/**
 * Finds an object of the edited network.
 *
 * @throws {ApiFailure} 500 when there is none of that name
 */
export function requireObject({ cluster }: CallContext, kind: SdnKind, id: string): Section {
  const object = cluster.state.sdn.edited[kind][id];
  if (object === undefined) throw failure(`sdn '${id}' does not exist`);
  return object;
}

/**
 * Checks a privilege on the place of a virtual network in its zone.
 *
 * @throws {ApiFailure} 403 naming the path
 */
export function requireVnetRight(
  call: CallContext,
  vnet: string,
  privilege: "SDN.Audit" | "SDN.Allocate",
): void {
  const { zone } = requireObject(call, "vnets", vnet);
  const path = `/sdn/zones/${zone}/${vnet}`;
  if (!call.permissions.has(path, [privilege])) throw missingPrivilege(path, [privilege]);
}

async function lockSdn({ faults, cluster }: CallContext): Promise<void> {
  await requireClusterLock(faults, cluster.clock, "domain-sdn");
}
