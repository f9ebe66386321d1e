import { startApplianceDownload } from "../../proxmox/provision/appliances.ts";
import { type Download, startDownload } from "../../proxmox/provision/download.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { releaseOf } from "../../proxmox/release.ts";
import { volumes } from "../../proxmox/storage.ts";
import type { Upid } from "../../proxmox/upid.ts";
import { PlacementError, storageFor } from "./placement.ts";
import { chooseTemplate, templateName } from "./template_choice.ts";

/** A file that is being fetched; without a task it is there already. */
export interface FetchedFile {
  readonly volume: string;
  readonly upid: Upid | undefined;
}

/**
 * Starts fetching the container template that a loose name means, unless it is there already.
 *
 * @throws {UnknownTemplateError} when no template has that name; {PlacementError} when no storage takes templates.
 */
export async function fetchTemplate(
  proxmox: Proxmox,
  node: string,
  wanted: string,
  storage: string | undefined,
): Promise<FetchedFile> {
  const choice = await chooseTemplate(proxmox, node, wanted);
  if ("volume" in choice && (storage === undefined || choice.volume.startsWith(`${storage}:`))) {
    return { volume: choice.volume, upid: undefined };
  }
  const place = { node, storage: await storageFor(proxmox, node, "vztmpl", storage) };
  const name = "volume" in choice ? templateName(choice.volume) : choice.appliance;
  return {
    volume: `${place.storage}:vztmpl/${name}`,
    upid: await startApplianceDownload(proxmox.connection, place, name),
  };
}

/**
 * Starts fetching a file, unless one of that name is there already, which Proxmox would not replace.
 *
 * @throws {PlacementError} when no storage takes that kind of file.
 */
export async function fetchUrl(
  proxmox: Proxmox,
  node: string,
  download: Download,
  storage: string | undefined,
): Promise<FetchedFile> {
  if (download.kind === "import") await requireImport(proxmox);
  const place = { node, storage: await storageFor(proxmox, node, download.kind, storage) };
  const volume = `${place.storage}:${download.kind}/${download.filename}`;
  const present = await volumes(proxmox.connection, node, place.storage, { content: download.kind });
  if (present.some(({ volid }) => volid === volume)) return { volume, upid: undefined };
  return { volume, upid: await startDownload(proxmox.connection, place, download) };
}

async function requireImport(proxmox: Proxmox): Promise<void> {
  const release = await releaseOf(proxmox);
  if (release.has("import-content")) return;
  throw new PlacementError(`Proxmox VE ${release.text} takes no disk images to import; 8.3 and later do.`, {
    remedy: "Make a template of a VM that was installed from an ISO, and deploy from that.",
  });
}
