/**
 * Writes seconds as the two largest units: `45 s`, `3 min 20 s`, `5 h 2 min`, `12 d 4 h`.
 *
 * Undefined becomes `-`.
 */
export function formatDuration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return "-";
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly [number, string][] = [
    [Math.floor(whole / 86400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return parts.slice(first, first + 2).filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** Writes seconds since 1970 as `2026-11-21 01:44:14` in UTC, or `-` where there are none. */
export function formatTime(epochSeconds: number | undefined): string {
  if (epochSeconds === undefined || !Number.isFinite(epochSeconds)) return "-";
  return new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
