import { createHash } from "node:crypto";
import { ParameterError } from "../../wire/errors.ts";
import { decodeOutput, isAscii, readFilePart } from "../../proxmox/guest_agent.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest } from "../../proxmox/resources.ts";
import type { Transferred } from "../../ssh/transfer.ts";
import { assertFilePath, TransferError } from "../../ssh/transfer_error.ts";
import { runScript, scriptError, vmSha256 } from "./vm_shell.ts";

/** How a file is taken out of a VM. */
export interface VmDownload {
  /** Largest size in bytes. */
  readonly limit: number;
  readonly take: (chunk: Uint8Array) => void | Promise<void>;
  readonly onProgress: (bytes: number) => void;
}

/** Bytes a request: base64 makes a third more of them. */
const partSize = 2 * 2 ** 20;

const statScript = `[ -e "$1" ] || { echo "no such file or directory" >&2; exit 66; }
[ -d "$1" ] && exit 67
[ -f "$1" ] || exit 78
wc -c < "$1"`;

const partScript = 'tail -c "+$(($2 + 1))" -- "$1" | head -c "$3" | base64';

/**
 * Copies a file out of a VM in parts through its guest agent, binary safe, and compares checksums where the guest can.
 *
 * What was taken is to be thrown away when this throws.
 *
 * @throws {TransferError} {GuestAgentError}
 */
export async function getVmFile(
  proxmox: Proxmox,
  guest: Guest,
  path: string,
  { limit, take, onProgress }: VmDownload,
): Promise<Transferred> {
  assertFilePath(path);
  const announced = await sizeOf(proxmox, guest, path);
  if (announced > limit) throw tooLarge(guest, path, announced, limit);
  const read = await reader(proxmox, guest, path);
  const hash = createHash("sha256");
  let size = 0;
  while (size < announced) {
    const part = await read(size, Math.min(partSize, announced - size));
    if (part.length === 0) break;
    size += part.length;
    hash.update(part);
    await take(part);
    onProgress(size);
  }
  const sha256 = hash.digest("hex");
  const there = await vmSha256(proxmox, guest, path);
  if (size !== announced || (there !== undefined && there !== sha256)) {
    throw new TransferError(`${JSON.stringify(path)} changed in VM ${guest.vmid} while it was copied.`, {
      fault: "checksum",
      path,
      remedy: "Copy it again when nothing writes to it.",
    });
  }
  return { size, sha256, verified: there !== undefined };
}

async function sizeOf(proxmox: Proxmox, guest: Guest, path: string): Promise<number> {
  const run = await runScript(proxmox, guest, statScript, [path]);
  const size = Number(decodeOutput(run.stdout).trim());
  if (run.code !== 0 || !Number.isInteger(size)) throw scriptError(guest, path, run);
  return size;
}

type ReadPart = (offset: number, count: number) => Promise<Uint8Array>;

/** Reads by `file-read` where this release takes an offset and the name does not hang the agent, else by the guest's tools. */
async function reader(proxmox: Proxmox, guest: Guest, path: string): Promise<ReadPart> {
  const byAgent: ReadPart = (offset, count) =>
    readFilePart(proxmox.connection, guest, path, { offset, count });
  const byTools: ReadPart = async (offset, count) => {
    const run = await runScript(proxmox, guest, partScript, [path, String(offset), String(count)]);
    if (run.code !== 0) throw scriptError(guest, path, run);
    return Uint8Array.fromBase64(decodeOutput(run.stdout));
  };
  if (!isAscii(path)) return byTools;
  try {
    await byAgent(0, 1);
    return byAgent;
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return byTools;
  }
}

function tooLarge(guest: Guest, path: string, size: number, limit: number): TransferError {
  return new TransferError(
    `${JSON.stringify(path)} in VM ${guest.vmid} has ${size} bytes, allowed are ${limit}.`,
    {
      fault: "size",
      path,
      remedy: "Save it in a file with local=, raise MAX_FILE_SIZE, or copy a part of it.",
    },
  );
}
