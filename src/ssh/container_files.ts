import { getFile } from "./get_file.ts";
import type { NodeShell } from "./node_shell.ts";
import { ContainerError } from "./pct.ts";
import { pullByPct, pushByPct } from "./pct_files.ts";
import { containerPlace } from "./places.ts";
import { putFile } from "./put_file.ts";
import type { FileSource, PutOptions, TransferOptions, Transferred } from "./transfer.ts";

/**
 * Copies a file into a running container. It appears there whole and checked, or not at all; where the container has no
 * shell, it is copied by `pct push` and read back.
 *
 * A shell in the container is the better way: `pct push` hides a full disk, holds the container's configuration locked
 * meanwhile, and cannot put a file in its place in one step.
 *
 * @throws {ContainerError}
 * @throws {TransferError}
 */
export async function pushFile(
  shell: NodeShell,
  vmid: number,
  path: string,
  source: FileSource,
  options: PutOptions,
): Promise<Transferred> {
  try {
    return await putFile(containerPlace(shell, vmid), path, source, options);
  } catch (error) {
    if (!(error instanceof ContainerError) || error.fault !== "no-shell") throw error;
    return await pushByPct(shell, vmid, path, source, options);
  }
}

/**
 * Copies a file out of a running container, piece by piece; what was taken is to be thrown away when this throws.
 *
 * @param limit the largest size in bytes.
 * @throws {ContainerError}
 * @throws {TransferError}
 */
export async function pullFile(
  shell: NodeShell,
  vmid: number,
  path: string,
  limit: number,
  take: (chunk: Uint8Array) => void | Promise<void>,
  options: TransferOptions = {},
): Promise<Transferred> {
  try {
    return await getFile(containerPlace(shell, vmid), path, limit, take, options);
  } catch (error) {
    if (!(error instanceof ContainerError) || error.fault !== "no-shell") throw error;
    return await pullByPct(shell, vmid, path, limit, take, options);
  }
}
