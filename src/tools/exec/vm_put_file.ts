import { createHash } from "node:crypto";
import { agentInputLimit } from "../../proxmox/guest_agent.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest } from "../../proxmox/resources.ts";
import type { FileSource, PutOptions, Transferred } from "../../ssh/transfer.ts";
import { assertFilePath, assertOwner, TransferError } from "../../ssh/transfer_error.ts";
import { runScript, scriptError, vmSha256 } from "./vm_shell.ts";

const beginScript = `[ -d "$1" ] && exit 67
[ -e "$1" ] && [ "$3" != yes ] && exit 73
[ -d "$(dirname -- "$1")" ] || { echo "no such directory" >&2; exit 66; }
umask 077; : > "$2" || exit 74`;

const appendScript = 'cat >> "$1" || exit 74';

const finishScript =
  `[ -z "$3" ] && [ -e "$2" ] && chmod --reference="$2" "$1" 2>/dev/null && chown --reference="$2" "$1" 2>/dev/null
[ -z "$3" ] && [ ! -e "$2" ] && chmod 0644 "$1"
[ -z "$4" ] || chown -- "$4" "$1" || exit 77
[ -z "$3" ] || chmod -- "$3" "$1" || exit 77
mv -f -- "$1" "$2" || exit 74`;

/**
 * Copies a file into a VM in parts through its guest agent. It appears there whole and checked, or not at all.
 *
 * The parts are appended to a file beside it, which is moved into place at the end and removed when anything fails.
 *
 * @throws {TransferError} {GuestAgentError}
 */
export async function putVmFile(
  proxmox: Proxmox,
  guest: Guest,
  path: string,
  source: FileSource,
  options: PutOptions,
): Promise<Transferred> {
  assertFilePath(path);
  assertOwner(path, options);
  const part = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
  const step = async (script: string, parameters: readonly string[], input?: Uint8Array) => {
    const run = await runScript(proxmox, guest, script, parameters, input);
    if (run.code !== 0) throw scriptError(guest, path, run);
  };
  await step(beginScript, [path, part, options.overwrite ? "yes" : "no"]);
  try {
    const hash = createHash("sha256");
    let size = 0;
    for await (const piece of inPieces(source.open(), agentInputLimit)) {
      await step(appendScript, [part], piece);
      hash.update(piece);
      size += piece.length;
      options.onProgress?.(size);
    }
    const sha256 = hash.digest("hex");
    const there = await vmSha256(proxmox, guest, part);
    if (size !== source.size || (there !== undefined && there !== sha256)) {
      throw arrivedOtherwise(guest, path);
    }
    const owner = options.group === undefined ? options.user ?? "" : `${options.user ?? ""}:${options.group}`;
    await step(finishScript, [part, path, options.mode ?? "", owner]);
    return { size, sha256, verified: there !== undefined };
  } catch (error) {
    await removePart(proxmox, guest, part);
    throw error;
  }
}

async function removePart(proxmox: Proxmox, guest: Guest, part: string): Promise<void> {
  const lasting = proxmox.endingWith(AbortSignal.timeout(10_000));
  // The copy's own error counts; a part that cannot be removed is named like what it is.
  await runScript(lasting, guest, 'rm -f -- "$1"', [part]).catch(() => undefined);
}

function arrivedOtherwise(guest: Guest, path: string): TransferError {
  return new TransferError(`${JSON.stringify(path)} arrived in VM ${guest.vmid} as another file.`, {
    fault: "checksum",
    path,
    remedy: "It was thrown away, and what was there before is unchanged: try again.",
  });
}

/** The same bytes in pieces of exactly `size`, but for the last. */
async function* inPieces(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      const taken = chunk.subarray(from, from + size - filled);
      piece.set(taken, filled);
      filled += taken.length;
      from += taken.length;
      if (filled === size) {
        yield piece;
        piece = new Uint8Array(size);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
