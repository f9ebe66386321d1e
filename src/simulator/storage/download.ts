import { createHash } from "node:crypto";
import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import { type Storage, volumePath } from "../cluster/storage.ts";
import type { Worker } from "../tasks/runner.ts";
import { freeSpace } from "./space.ts";

/** A file to fetch; nothing is really fetched. */
export interface Download {
  readonly url: string;
  readonly content: "iso" | "vztmpl" | "import";
  readonly filename: string;
  /** Why the server cannot be reached. */
  readonly refused?: string;
  /** `algorithm:hex`. */
  readonly checksum?: string;
  /** A file that is there already is fine. */
  readonly overwrite?: boolean;
}

/** Bytes every download is made of. */
const SIZE = 786 * 1024 ** 2;
const STEPS = 24;

/** The work of `download`: the lines wget prints, a percentage every 32 MiB. */
export async function downloadFile(
  call: Pick<CallContext, "cluster" | "faults" | "node">,
  storage: Storage,
  download: Download,
  worker: Worker,
): Promise<void> {
  const { cluster, node } = call;
  const { url, content, filename } = download;
  const name = `${content}/${filename}`;
  const path = volumePath(storage, name);
  const exists = cluster.volumesOn(storage, node).some((volume) => volume.name === name);
  if (exists && download.overwrite !== true) throw failure(`refusing to override existing file '${path}'`);
  worker.log(`downloading ${url} to ${path}`, `--${stamp(cluster.clock.now())}--  ${url}`);
  if (exists) {
    worker.log("OK, got correct file already, no need to download");
    return;
  }
  if (download.refused !== undefined) {
    const host = new URL(url).host;
    throw failure(`download failed: Connecting to ${host}... failed: ${download.refused}.`);
  }
  if (freeSpace(call.faults, storage, node).avail < SIZE) {
    throw failure(`download failed: ${path}: No space left on device`);
  }
  for (let step = 1; step <= STEPS; step++) {
    await worker.sleep(0.25);
    const kilobytes = String(step * 32768).padStart(9);
    const percent = String(Math.round((step / STEPS) * 100)).padStart(3);
    worker.log(
      `${kilobytes}K ........ ........ ........ ........${percent}%  131M ${Math.ceil((STEPS - step) / 4)}s`,
    );
  }
  verifyChecksum(download, worker);
  storage.volumes.push({
    name,
    content,
    format: content === "iso" ? "iso" : `t${filename.split(".").at(-1) ?? "gz"}`,
    size: SIZE,
    ctime: cluster.clock.now(),
    ...(storage.shared ? {} : { node }),
  });
  worker.log(`download of '${url}' to '${path}' finished`);
}

/** Nothing was fetched, so every checksum fits but one of zeros alone, which no file has. */
function verifyChecksum({ url, checksum }: Download, worker: Worker): void {
  if (checksum === undefined) return;
  const [algorithm = "", expected = ""] = checksum.split(":");
  const isRight = !/^0+$/.test(expected);
  worker.log(`calculating checksum...${isRight ? "OK, checksum verified" : ""}`);
  if (isRight) return;
  const got = createHash(algorithm).update(url).digest("hex");
  throw failure(`checksum mismatch: got '${got}' != expect '${expected}'`);
}

function stamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
