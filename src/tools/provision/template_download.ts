import * as z from "zod";
import { readDownload } from "../../proxmox/provision/download.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { ArgumentsError } from "../arguments.ts";
import { node, storage, wait } from "../fields.ts";
import { nodeOrDefault } from "../node_reference.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool } from "../tool.ts";
import { fetchTemplate, fetchUrl } from "./fetched_file.ts";
import { fileKind } from "./fields.ts";
import { nodeFor } from "./placement.ts";

/** `proxmox_template_download`: sources `POST /nodes/{node}/aplinfo` and `POST .../download-url`, workers download. */
export const templateDownload = defineTool({
  name: "proxmox_template_download",
  title: "Download a template or image",
  toolset: "provision",
  access: "write",
  privileges: ["Datastore.AllocateTemplate", "Datastore.Audit", "Sys.AccessNetwork"],
  description: "Fetch a container template by loose name, or any image by url with its checksum in hex.",
  input: {
    template: z.string().min(2).max(200).optional(),
    url: z.string().max(2000).optional(),
    checksum: z.string().max(200).optional(),
    storage: storage.optional(),
    node: node.optional(),
    wait,
  },
  hidden: { kind: fileKind.optional(), filename: z.string().max(200).optional() },
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
