import * as z from "zod";
import type { Retention } from "../../proxmox/vzdump.ts";

const count = z.int().min(0).max(9999).optional();

/** How many backups to keep; older ones are deleted. */
export const keep = z.strictObject({
  last: count,
  hourly: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
}).refine((retention: Retention) => Object.values(retention).some((kept) => kept !== undefined && kept > 0), {
  message: 'must keep at least one, such as {"last":3}',
});

/** How a guest is treated while it is backed up. */
export const mode = z.enum(["snapshot", "suspend", "stop"]);

/** How an archive is compressed; `0` not at all. */
export const compress = z.enum(["zstd", "gzip", "lzo", "0"]);

/** A backup's volume id, such as `pbs:backup/vm/100/2026-11-21T01:20:00Z`. */
export const backupVolume = z.string().max(400).regex(
  /^[a-zA-Z][a-zA-Z0-9\-_.]*:backup\/\S+$/,
  "must be a backup's volume id such as local:backup/vzdump-qemu-100-2026_11_21-01_20_00.vma.zst (proxmox_backup_list)",
);
