import * as z from "zod";
import { startApplianceDownload } from "../../proxmox/provision/appliances.ts";
import { type Download, readDownload, startDownload } from "../../proxmox/provision/download.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { volumes } from "../../proxmox/storage.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { ArgumentsError } from "../arguments.ts";
import { node, storage, wait } from "../fields.ts";
import { nodeOrDefault } from "../node_reference.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool } from "../tool.ts";
import { fileKind } from "./fields.ts";
import { nodeFor, storageFor } from "./placement.ts";
import { chooseTemplate } from "./template_choice.ts";

/** `proxmox_template_download`: sources `POST /nodes/{node}/aplinfo` and `POST .../download-url`, workers download. */
export const templateDownload = defineTool({
  name: "proxmox_template_download",
  title: "Download a template or image",
  toolset: "provision",
  access: "write",
  privileges: ["Datastore.AllocateTemplate", "Datastore.Audit", "Sys.AccessNetwork"],
  description:
    "Have a node fetch a container template by loose name, or any ISO, template or disk image by url; " +
    "the checksum (hex) is verified.",
  input: {
    template: z.string().min(2).max(200).optional(),
    url: z.string().max(2000).optional(),
    checksum: z.string().max(200).optional(),
    kind: fileKind.optional(),
    storage: storage.optional(),
    node: node.optional(),
    wait,
  },
  hidden: { filename: z.string().max(200).optional() },
  target: async ({ storage, node }, { proxmox }) =>
    storage === undefined
      ? { kind: "node", node: (await nodeOrDefault(proxmox, node)).node }
      : { kind: "storage", storage, node },
  async run({ template, url, wait, ...given }, { proxmox, progress }) {
    if ((template === undefined) === (url === undefined)) {
      throw new ArgumentsError("Give either template (a name to look for) or url.");
    }
    const node = await nodeFor(proxmox, given.node, [given.storage]);
    const fetched = url === undefined
      ? await fetchTemplate(proxmox, node, template ?? "", given.storage)
      : await fetchUrl(proxmox, node, readDownload({ ...given, url }), given.storage);
    if (fetched.upid === undefined) return { volume: fetched.volume, node, report: undefined };
    const report = await awaitTask(proxmox.connection, fetched.upid, { wait, onProgress: progress });
    return { volume: fetched.volume, node, report };
  },
  answer({ volume, node, report }, { checksum }) {
    if (report === undefined) {
      return { text: `${volume} is on ${node} already; nothing was downloaded.` };
    }
    const verified = checksum === undefined ? "" : ", its checksum verified";
    return taskAnswer(report, {
      done: `${volume} is on ${node} now${verified}`,
      doing: `Downloading ${volume} to ${node}`,
    });
  },
});

/** A file that is being fetched; without a task it is there already. */
interface Fetched {
  readonly volume: string;
  readonly upid: Awaited<ReturnType<typeof startDownload>> | undefined;
}

async function fetchTemplate(
  proxmox: Proxmox,
  node: string,
  wanted: string,
  storage: string | undefined,
): Promise<Fetched> {
  const choice = await chooseTemplate(proxmox, node, wanted);
  if ("volume" in choice && (storage === undefined || choice.volume.startsWith(`${storage}:`))) {
    return { volume: choice.volume, upid: undefined };
  }
  const place = { node, storage: await storageFor(proxmox, node, "vztmpl", storage) };
  const name = "volume" in choice ? choice.volume.slice(choice.volume.indexOf("/") + 1) : choice.appliance;
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
): Promise<Fetched> {
  const place = { node, storage: await storageFor(proxmox, node, download.kind, storage) };
  const volume = `${place.storage}:${download.kind}/${download.filename}`;
  const present = await volumes(proxmox.connection, node, place.storage, { content: download.kind });
  if (present.some(({ volid }) => volid === volume)) return { volume, upid: undefined };
  return { volume, upid: await startDownload(proxmox.connection, place, download) };
}
