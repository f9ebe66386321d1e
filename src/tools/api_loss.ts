import { stateText } from "../text/changes.ts";
import { formatBytes } from "../text/bytes.ts";
import { formatTime } from "../text/duration.ts";
import { inline } from "../text/foreign.ts";
import { PolicyError } from "../policy/errors.ts";
import type { TargetIdentity } from "../policy/confirmation/identity.ts";
import { judge } from "../policy/endpoints/judge.ts";
import { maskParameters } from "../policy/masking/mask_request.ts";
import { WireError } from "../wire/errors.ts";
import { guestConfig } from "../proxmox/guest_config.ts";
import { guestIdentity, identityIn } from "../proxmox/guest_identity.ts";
import type { Guest } from "../proxmox/resources.ts";
import { snapshotTree } from "../proxmox/snapshot.ts";
import { volumes } from "../proxmox/storage.ts";
import { pruneRows } from "../proxmox/vzdump.ts";
import { placeOf } from "./api_place.ts";
import { type ApiRequest, readablePath } from "./api_request.ts";
import { guestDeletion } from "./guest_deletion.ts";
import { guestDetails, newestBackup } from "./loss_details.ts";
import { type Target, targetName } from "./target.ts";
import type { Loss, ToolContext } from "./tool.ts";

/** What is known of a target beside its name. */
interface Facts {
  readonly details: readonly string[];
  readonly identity: readonly TargetIdentity[];
}

/** What a request loses, or undefined when it loses nothing. */
export async function apiLoss(context: ToolContext, request: ApiRequest): Promise<Loss | undefined> {
  const { destroys, reasons } = judge(request);
  if (!destroys) return undefined;
  const target = await placeOf(context.proxmox, request);
  const facts = await factsOf(context, request, target);
  const parameters = Object.entries(request.parameters).filter(([, value]) =>
    value !== undefined && value !== null
  );
  return {
    name: nameToType(target),
    summary: `${request.method} ${readablePath(request.path)} ${reasons.join(" and ")}: ${
      targetName(target)
    }.`,
    details: [
      ...(parameters.length === 0 ? [] : [
        `parameters: ${
          inline(JSON.stringify(maskParameters(request.path, Object.fromEntries(parameters))), 500)
        }`,
      ]),
      ...facts.details,
    ],
    identity: facts.identity,
  };
}

function nameToType(target: Target): string {
  switch (target.kind) {
    case "guest":
      return target.snapshot ?? target.guest.name ?? String(target.guest.vmid);
    case "new-guest":
      return String(target.vmid ?? target.node);
    case "node":
      return target.node;
    case "storage":
      return target.storage;
    case "volume":
      return target.volume;
    case "task":
      return target.upid;
    case "cluster":
      return target.what.split("/").at(-1) ?? target.what;
  }
}

async function factsOf(context: ToolContext, request: ApiRequest, target: Target): Promise<Facts> {
  switch (target.kind) {
    case "guest":
      return target.snapshot === undefined
        ? await guestFacts(context, request, target.guest)
        : await snapshotFacts(context, target.guest, target.snapshot);
    case "volume":
      return await volumeFacts(context, target.volume, target.node ?? "");
    case "storage":
      if (request.path.endsWith("/prunebackups")) return await pruneFacts(context, request);
      return { details: [], identity: [await requestIdentity(context, request)] };
    default:
      return { details: [], identity: [await requestIdentity(context, request)] };
  }
}

const isGuest = /^\/nodes\/[^/]+\/(?:qemu|lxc)\/\d+$/;

function isOn(value: unknown): boolean {
  return value !== undefined && value !== null && !["0", "false", "off", "no", ""].includes(String(value));
}

/** The configuration's digest is part of it: what a request does to a guest depends on more than who the guest is. */
async function guestFacts(
  context: ToolContext,
  { method, path, parameters }: ApiRequest,
  guest: Guest,
): Promise<Facts> {
  if (method === "DELETE" && isGuest.test(path)) {
    return await guestDeletion(context, guest, isOn(parameters.purge));
  }
  const config = await guestConfig(context.proxmox.connection, guest);
  return {
    details: [...await guestDetails(context, guest), await newestBackup(context, guest)],
    identity: [identityIn(guest, config), { kind: "request", method, path, digest: config.digest }],
  };
}

async function snapshotFacts(context: ToolContext, guest: Guest, name: string): Promise<Facts> {
  const { connection } = context.proxmox;
  const { snapshots } = await snapshotTree(connection, guest);
  const time = snapshots.find((candidate) => candidate.name === name)?.snaptime;
  return {
    details: [
      `snapshot: ${name}, ${time === undefined ? "which does not exist" : `taken ${formatTime(time)} UTC`}`,
      ...await guestDetails(context, guest),
      await newestBackup(context, guest),
    ],
    identity: [{ kind: "snapshot", guest: await guestIdentity(connection, guest), name, time }],
  };
}

async function volumeFacts({ proxmox }: ToolContext, volid: string, node: string): Promise<Facts> {
  const storage = volid.split(":")[0] ?? "";
  const volume = (await volumes(proxmox.connection, node, storage)).find((row) => row.volid === volid);
  return {
    details: volume === undefined ? [`${volid} is not listed on ${node}`] : [
      `size: ${formatBytes(volume.size)}`,
      ...(volume.ctime === undefined ? [] : [`made: ${formatTime(volume.ctime)} UTC`]),
      ...(volume.vmid === undefined ? [] : [`belongs to guest ${volume.vmid}`]),
      ...(volume.notes === undefined ? [] : [`notes: ${inline(volume.notes, 200)}`]),
      ...(volume.protected ? ["protected against removal"] : []),
    ],
    identity: [{ kind: "volume", volid, node, size: volume?.size, time: volume?.ctime }],
  };
}

/** Below these, what a path shows is configuration alone, which no clock and no load changes. */
const configuration = /^\/(?:access|cluster|storage)(?:\/|$)/;

/** The configuration that the path shows, or its digest, where it shows one: a change in between voids the confirmation. */
async function requestIdentity({ proxmox }: ToolContext, request: ApiRequest): Promise<TargetIdentity> {
  const { method, path } = request;
  try {
    const { data } = await proxmox.connection.request("GET", path);
    return { kind: "request", method, path, digest: digestOf(path, data) };
  } catch (error) {
    if (error instanceof WireError || error instanceof PolicyError) return { kind: "request", method, path };
    throw error;
  }
}

function digestOf(path: string, data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
  if ("digest" in data && typeof data.digest === "string") return data.digest;
  return configuration.test(path) ? stateText(data) : undefined;
}

/** The backups that a request to prune would delete, as Proxmox itself foretells it. */
async function pruneFacts({ proxmox }: ToolContext, { path, parameters }: ApiRequest): Promise<Facts> {
  const { data } = await proxmox.connection.request("GET", path, parameters);
  const doomed = pruneRows.parse(data).filter(({ mark }) => mark === "remove");
  return {
    details: [
      `backups that are deleted: ${doomed.length}`,
      ...doomed.slice(0, 40).map(({ volid, ctime }) => `${formatTime(ctime)} UTC ${inline(volid, 120)}`),
    ],
    identity: doomed.map(({ volid, ctime }) => ({
      kind: "volume",
      volid,
      node: "",
      size: undefined,
      time: ctime,
    })),
  };
}
