const units: readonly { readonly seconds: number; readonly name: string }[] = [
  { seconds: 86400, name: "d" },
  { seconds: 3600, name: "h" },
  { seconds: 60, name: "min" },
  { seconds: 1, name: "s" },
];

/**
 * Writes seconds as the two largest units: `45 s`, `3 min 20 s`, `5 h 2 min`, `12 d 4 h`.
 *
 * Undefined becomes `-`.
 */
export function formatDuration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return "-";
  const whole = Math.max(0, Math.round(seconds));
  const first = units.findIndex(({ seconds }) => whole >= seconds);
  const [large, small] = first === -1 ? [] : units.slice(first);
  if (large === undefined) return "0 s";
  const written = `${Math.floor(whole / large.seconds)} ${large.name}`;
  const rest = small === undefined ? 0 : Math.floor(whole % large.seconds / small.seconds);
  return rest === 0 ? written : `${written} ${rest} ${small?.name}`;
}

/** Writes seconds since 1970 as `2026-11-21 01:44:14` in UTC, or `-` where there are none. */
export function formatTime(epochSeconds: number | undefined): string {
  if (epochSeconds === undefined || !Number.isFinite(epochSeconds)) return "-";
  return new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
