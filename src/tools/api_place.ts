import { inline } from "../text/foreign.ts";
import { isMissingGuest, isUnknownNode } from "../wire/conditions.ts";
import { ApiError } from "../wire/errors.ts";
import { splitList } from "../policy/endpoints/named_parameters.ts";
import type { Proxmox } from "../proxmox/proxmox.ts";
import { UnknownGuestError } from "../proxmox/inventory.ts";
import { mayHaveMoved } from "../proxmox/relocation.ts";
import type { Guest } from "../proxmox/resources.ts";
import { readUpid } from "../proxmox/upid.ts";
import { type ApiRequest, readablePath } from "./api_request.ts";
import { WrongGuestError } from "./guest.ts";
import { knownNode } from "./node_reference.ts";
import { guestName, type Target } from "./target.ts";

const guestPath = /^\/nodes\/([^/]+)\/(qemu|lxc)\/(\d+)(\/.*)?$/;

/**
 * Finds what a request acts on, and refuses a path whose node or kind is not the guest's.
 *
 * @throws {WrongGuestError} naming the right path, {UnknownGuestError} and {UnknownNodeError}.
 */
export async function placeOf(proxmox: Proxmox, request: ApiRequest): Promise<Target> {
  const path = readablePath(request.path);
  const [, top = "", node, part, id = "", ...rest] = path.split("/");
  if (guestPath.test(path)) return await guestTarget(proxmox, path, rest);
  if (top === "storage" && node !== undefined) return { kind: "storage", storage: node };
  if (top !== "nodes" || node === undefined) return { kind: "cluster", what: path };
  // Proxmox takes this name for the node that was asked; any other it would look up in DNS for seconds.
  if (node !== "localhost") await knownNode(proxmox, node);
  if (part === "storage" && id !== "") return storageTarget(node, id, rest);
  if (part === "tasks" && readUpid(id) !== undefined) return { kind: "task", upid: id, node };
  if ((part === "qemu" || part === "lxc") && id === "") return await newGuestTarget(proxmox, request, node);
  return { kind: "node", node };
}

async function guestTarget(proxmox: Proxmox, path: string, rest: readonly string[]): Promise<Target> {
  const guest = await guestAt(proxmox, path);
  const [part, snapshot] = rest;
  return part === "snapshot" && snapshot !== undefined
    ? { kind: "guest", guest, snapshot }
    : { kind: "guest", guest };
}

function storageTarget(node: string, storage: string, rest: readonly string[]): Target {
  const volume = rest[0] === "content" ? rest.slice(1).join("/") : "";
  if (volume === "") return { kind: "storage", storage, node };
  return { kind: "volume", volume: volume.includes(":") ? volume : `${storage}:${volume}`, node };
}

/** A restore with `force` is about the guest that is there already. */
async function newGuestTarget(proxmox: Proxmox, request: ApiRequest, node: string): Promise<Target> {
  const { vmid: given, pool } = request.parameters;
  const vmid = given === undefined || given === null ? undefined : Number(given);
  if (vmid !== undefined && request.parameters.force !== undefined) {
    const { guests } = await proxmox.resources({ fresh: true });
    const guest = guests.find((known) => known.vmid === vmid);
    if (guest !== undefined) return { kind: "guest", guest: presentable(guest) };
  }
  return { kind: "new-guest", vmid, node, pool: typeof pool === "string" ? splitList(pool)[0] : undefined };
}

/** Finds the guest that a path names, on the node and as the kind that the path says. */
async function guestAt(proxmox: Proxmox, path: string): Promise<Guest> {
  const [, node = "", type = "", vmid = "", rest = ""] = guestPath.exec(path) ?? [];
  const guest = presentable(await proxmox.guest(Number(vmid), { fresh: true }));
  if ((node === guest.node || node === "localhost") && type === guest.type) return guest;
  throw new WrongGuestError(`${guestName(guest)} is not at /nodes/${node}/${type}; nothing was done.`, {
    remedy: `Its path is /nodes/${guest.node}/${guest.type}/${guest.vmid}${type === guest.type ? rest : ""}.`,
  });
}

function presentable(guest: Guest): Guest {
  return guest.name === undefined ? guest : { ...guest, name: inline(guest.name, 64) };
}

/**
 * Says more of a failure that may come of a wrong node or a wrong kind of guest in the path: where the guest really is.
 *
 * Returns the error itself where that is not the cause.
 */
export async function explainedByPlace(
  proxmox: Proxmox,
  request: ApiRequest,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ApiError)) return error;
  const path = readablePath(request.path);
  try {
    if (isUnknownNode(error)) await knownNode(proxmox, path.split("/")[2] ?? "");
    if ((isMissingGuest(error) || mayHaveMoved(error.reason)) && guestPath.test(path)) {
      await guestAt(proxmox, path);
    }
    return error;
  } catch (better) {
    return better instanceof UnknownGuestError && error.status === 403 ? error : better;
  }
}
