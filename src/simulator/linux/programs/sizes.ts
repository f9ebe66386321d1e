/** Writes bytes as `df -h` and `ls -h` do: `1.5G`, `12M`, `973`. */
export function shortSize(bytes: number): string {
  const units = ["", "K", "M", "G", "T", "P"];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  if (unit === 0) return String(bytes);
  const shown = value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return `${shown}${units[unit]}`;
}

/** Writes bytes as `free -h` does: `1.5Gi`, `12Mi`, `0B`. */
export function memorySize(bytes: number): string {
  const text = shortSize(bytes);
  return /[KMGTP]$/.test(text) ? `${text}i` : `${text}B`;
}
