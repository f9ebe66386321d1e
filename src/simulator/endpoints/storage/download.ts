import {
  ANYONE,
  type Call,
  type CallContext,
  type Check,
  defineEndpoint,
  needs,
} from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import { choice, flag, integer, NODE, optional, STORAGE, text } from "../../api/schema.ts";
import type { Storage, Volume } from "../../cluster/storage.ts";
import { volumePath } from "../../cluster/storage.ts";
import { requireStorage } from "../../storage/require_storage.ts";
import { type Download, downloadFile } from "../../storage/download.ts";

const CHECKSUM = {
  checksum: optional(text({ requires: "checksum-algorithm" })),
  "checksum-algorithm": { ...choice("md5 sha1 sha224 sha256 sha384 sha512"), requires: "checksum" },
} as const;

const DOWNLOAD_PARAMETERS = {
  node: NODE,
  storage: STORAGE,
  url: text({ pattern: "https?://.*" }),
  content: text({ enum: ["iso", "vztmpl", "import"] }),
  filename: text({ maxLength: 255 }),
  ...CHECKSUM,
  compression: optional(text()),
  "verify-certificates": optional(flag({ default: 1 })),
} as const;

const UPLOAD_PARAMETERS = {
  node: NODE,
  storage: STORAGE,
  content: text({ enum: ["iso", "vztmpl", "import"] }),
  filename: text({ maxLength: 255 }),
  checksum: optional(text()),
  "checksum-algorithm": choice("md5 sha1 sha224 sha256 sha384 sha512"),
  tmpfilename: optional(text()),
  size: optional(integer()),
  "actual-checksum": optional(text()),
} as const;

const APPLIANCE_PARAMETERS = { node: NODE, storage: STORAGE, template: text({ maxLength: 255 }) } as const;

const FETCH: Check = ["or", ["perm", "/", ["Sys.Audit", "Sys.Modify"]], [
  "perm",
  "/nodes/{node}",
  ["Sys.AccessNetwork"],
]];

/** Getting ISO images and container templates onto a storage. */
export const storageDownloadEndpoints = [
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/storage/{storage}/download-url",
    description: "Download templates, ISO images, OVAs and VM images by using an URL.",
    permission: { check: ["and", ["perm", "/storage/{storage}", ["Datastore.AllocateTemplate"]], FETCH] },
    protected: true,
    parameters: DOWNLOAD_PARAMETERS,
    handler: downloadUrl,
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/storage/{storage}/upload",
    description: "Upload templates, ISO images, OVAs and VM images.",
    permission: needs("/storage/{storage}", "Datastore.AllocateTemplate"),
    protected: true,
    parameters: UPLOAD_PARAMETERS,
    handler: upload,
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/query-url-metadata",
    description: "Query metadata of an URL: file size, file name and mime type.",
    permission: { check: FETCH },
    parameters: {
      node: NODE,
      url: text({ pattern: "https?://.*" }),
      "verify-certificates": optional(flag()),
    },
    handler: ({ params }) => {
      const { host, pathname } = new URL(params.url);
      const refused = unreachable(host);
      if (refused !== undefined) {
        throw failure(`invalid server response: '500 Can't connect to ${host} (${refused})'`);
      }
      return {
        filename: pathname.split("/").at(-1),
        size: 822083584,
        mimetype: "application/x-iso9660-image",
      };
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/aplinfo",
    description: "Get list of appliances.",
    permission: ANYONE,
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster }) => cluster.state.appliances,
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/aplinfo",
    description: "Download appliance templates.",
    permission: needs("/storage/{storage}", "Datastore.AllocateTemplate"),
    protected: true,
    parameters: APPLIANCE_PARAMETERS,
    handler: downloadAppliance,
  }),
];

const EXTENSIONS: Readonly<Record<string, RegExp>> = {
  iso: /\.(iso|img)$/i,
  vztmpl: /\.tar\.(gz|xz|zst|bz2)$/i,
  import: /\.(ova|ovf|qcow2|raw|vmdk)$/i,
};

/** A host that only the loopback would answer for: the simulator connects nowhere. */
function unreachable(host: string): string | undefined {
  return /^(127\.|localhost|\[::1\])/.test(host) ? "Connection refused" : undefined;
}

function requireContent(storage: Storage, content: string): void {
  if (!storage.content.includes(content)) {
    throw failure(`storage '${storage.storage}' is not configured for content-type '${content}'`);
  }
}

function requireExtension(content: string, filename: string): void {
  if (EXTENSIONS[content]?.test(filename) !== true) throw invalid({ filename: "wrong file extension" });
}

function downloadUrl(call: Call<typeof DOWNLOAD_PARAMETERS>): string {
  const { params } = call;
  const storage = requireStorage(call.cluster, params.storage, call.node);
  requireContent(storage, params.content);
  requireExtension(params.content, params.filename);
  const { checksum, "checksum-algorithm": algorithm } = params;
  const refused = unreachable(new URL(params.url).host);
  return startDownload(call, storage, {
    url: params.url,
    content: params.content === "vztmpl" ? "vztmpl" : params.content === "iso" ? "iso" : "import",
    filename: params.filename,
    ...(refused === undefined ? {} : { refused }),
    ...(checksum === undefined || algorithm === undefined ? {} : { checksum: `${algorithm}:${checksum}` }),
  });
}

function downloadAppliance(call: Call<typeof APPLIANCE_PARAMETERS>): string {
  const { cluster, params, node } = call;
  const appliance = cluster.state.appliances.find((one) => one["template"] === params.template);
  if (appliance === undefined) throw invalid({ template: "no such template" });
  const storage = requireStorage(cluster, params.storage, node);
  if (!storage.content.includes("vztmpl")) {
    throw failure(`storage '${params.storage}' does not support templates`);
  }
  return startDownload(call, storage, {
    url: String(appliance["location"]),
    content: "vztmpl",
    filename: params.template,
    overwrite: true,
  });
}

function startDownload(call: CallContext, storage: Storage, download: Download): string {
  return call.tasks.start({
    node: call.node,
    type: "download",
    id: download.filename,
    identity: call.identity,
    work: (worker) => downloadFile(call, storage, download, worker),
  });
}

/** The file itself is not kept, only that it is there and how large it is. */
function upload(call: Call<typeof UPLOAD_PARAMETERS>): string {
  const { cluster, node, params, tasks, identity } = call;
  const { content, filename, size = 0, checksum } = params;
  requireExtension(content, filename);
  const storage = requireStorage(cluster, params.storage, node);
  requireContent(storage, content);
  return tasks.start({
    node,
    type: "imgcopy",
    id: "",
    identity,
    work: async (worker) => {
      worker.log(`starting file import from: ${params.tmpfilename}`);
      if (checksum !== undefined) {
        const isRight = params["actual-checksum"] === checksum.toLowerCase();
        worker.log(`calculating checksum...${isRight ? "OK, checksum verified" : ""}`);
        if (!isRight) {
          throw failure(`checksum mismatch: got '${params["actual-checksum"]}' != expect '${checksum}'`);
        }
      }
      const name = `${content}/${filename}`;
      const path = volumePath(storage, name);
      worker.log(`target node: ${node}`, `target file: ${path}`, `file size is: ${size}`);
      worker.log(`command: cp -- ${params.tmpfilename} ${path}`);
      await worker.sleep(0.5);
      storage.volumes = storage.volumes.filter((volume) => volume.name !== name);
      storage.volumes.push(
        fileOf(content, name, size, cluster.clock.now(), storage.shared ? undefined : node),
      );
      worker.log("finished file import successfully");
    },
  });
}

function fileOf(
  content: string,
  name: string,
  size: number,
  ctime: number,
  node: string | undefined,
): Volume {
  const kind = content === "iso" ? "iso" : content === "vztmpl" ? "vztmpl" : "import";
  const format = kind === "iso" ? "iso" : `t${name.split(".").at(-1) ?? "gz"}`;
  return { name, content: kind, format, size, ctime, ...(node === undefined ? {} : { node }) };
}
