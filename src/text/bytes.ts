const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/**
 * Writes a number of bytes with the binary unit Proxmox shows, three significant digits at most.
 *
 * `formatBytes(1536)` is `1.5 KiB`; undefined becomes `-`.
 */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined || !Number.isFinite(bytes)) return "-";
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = value.toFixed(unit === 0 || Math.abs(value) >= 100 ? 0 : 1);
  return `${text.endsWith(".0") ? text.slice(0, -2) : text} ${units[unit]}`;
}

/** Writes `used` of `total` bytes with the share in percent, as `1.2 of 4 GiB (30 %)`-like text. */
export function formatUsage(used: number | undefined, total: number | undefined): string {
  if (used === undefined || total === undefined || total <= 0) return formatBytes(total ?? used);
  return `${formatBytes(used)} of ${formatBytes(total)} (${formatPercent(used / total)})`;
}

/** Writes a share of one as a percentage without decimals above 10 %, with one below; undefined becomes `-`. */
export function formatPercent(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return "-";
  // Proxmox reports slightly negative CPU shares of idle containers.
  const percent = Math.max(0, share * 100);
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toFixed(1))} %`;
}
