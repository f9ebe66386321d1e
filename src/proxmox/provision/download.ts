import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { path } from "../../wire/path.ts";
import type { Connection } from "../connection.ts";
import { startedTask } from "../task.ts";
import type { Upid } from "../upid.ts";

/** What kind of file is downloaded: an installation image, a container template, or a VM's disk image. */
export type FileKind = "iso" | "vztmpl" | "import";

/** A URL, file name or checksum that no download can be made of. */
export class DownloadError extends ExplainedError {
  override readonly name = "DownloadError";
}

/** A file to be fetched by a node. */
export interface Download {
  readonly url: string;
  readonly kind: FileKind;
  /** Name it gets on the storage. */
  readonly filename: string;
  /** Hexadecimal. */
  readonly checksum: string | undefined;
}

const extensions: Readonly<Record<FileKind, RegExp>> = {
  iso: /\.(?:iso|img)$/i,
  vztmpl: /\.tar\.(?:gz|xz|zst|bz2)$/i,
  import: /\.(?:qcow2|raw|vmdk|ova|ovf)$/i,
};

/** Hexadecimal digits of the checksums that Proxmox compares. */
const algorithms: ReadonlyMap<number, string> = new Map([
  [32, "md5"],
  [40, "sha1"],
  [56, "sha224"],
  [64, "sha256"],
  [96, "sha384"],
  [128, "sha512"],
]);

/**
 * Reads what is to be downloaded from what a caller says: the kind follows from the file's name, the name from the URL.
 *
 * Cloud images named `.img` are disk images, which Proxmox takes under the name `.qcow2` alone.
 *
 * @throws {DownloadError} naming what does not fit.
 */
export function readDownload(
  given: {
    readonly url: string;
    readonly kind?: FileKind | undefined;
    readonly filename?: string | undefined;
    readonly checksum?: string | undefined;
  },
): Download {
  const { url, checksum } = given;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new DownloadError(`${JSON.stringify(url.slice(0, 200))} is no address of a file.`, {
      remedy: "Give a URL that starts with https:// or http://.",
    });
  }
  const name = given.filename ?? new URL(url).pathname.split("/").at(-1) ?? "";
  const kind = given.kind ?? kindOf(name, url);
  const filename = (kind === "import" ? name.replace(/\.img$/i, ".qcow2") : name).replace(/[^\w.-]/g, "_");
  if (kind === undefined || !extensions[kind].test(filename)) {
    throw new DownloadError(`The name ${JSON.stringify(name.slice(0, 200))} does not tell a kind of file.`, {
      remedy:
        "filename= gives it another: .iso for installation images, .tar.zst and the like for container templates, " +
        ".qcow2, .raw or .vmdk for disk images.",
    });
  }
  algorithmOf(checksum);
  return { url, kind, filename, checksum };
}

function kindOf(name: string, url: string): FileKind | undefined {
  if (/\.img$/i.test(name)) return /cloud/i.test(url) ? "import" : "iso";
  return (["iso", "vztmpl", "import"] as const).find((kind) => extensions[kind].test(name));
}

function algorithmOf(checksum: string | undefined): string | undefined {
  if (checksum === undefined) return undefined;
  const algorithm = /^[0-9a-f]+$/i.test(checksum) ? algorithms.get(checksum.length) : undefined;
  if (algorithm !== undefined) return algorithm;
  throw new DownloadError("The checksum is none that Proxmox knows.", {
    remedy: "Give it in hexadecimal: 64 digits are SHA-256, 128 SHA-512.",
  });
}

/**
 * Starts a node fetching a file from a URL.
 *
 * Source: `POST .../download-url`, worker download. A file of that name that is there already fails the task.
 */
export async function startDownload(
  connection: Connection,
  place: { readonly node: string; readonly storage: string },
  { url, kind, filename, checksum }: Download,
): Promise<Upid> {
  return startedTask(
    await connection.post(path`/nodes/${place.node}/storage/${place.storage}/download-url`, z.unknown(), {
      ...{ url, content: kind, filename, checksum },
      "checksum-algorithm": algorithmOf(checksum),
    }),
  );
}
