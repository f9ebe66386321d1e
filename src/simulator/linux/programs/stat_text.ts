import type { Entry } from "../files/entry.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const TYPES = { file: "-", program: "-", directory: "d", link: "l", device: "c" } as const;
const TYPE_NAMES = {
  file: "regular file",
  program: "regular file",
  directory: "directory",
  link: "symbolic link",
  device: "character special file",
} as const;

/** `drwxr-xr-x`. */
export function modeText({ kind, mode }: Entry): string {
  const bits = [...(mode & 0o777).toString(8).padStart(3, "0")].map((digit) => {
    const value = Number(digit);
    return (value & 4 ? "r" : "-") + (value & 2 ? "w" : "-") + (value & 1 ? "x" : "-");
  }).join("");
  const sticky = mode & 0o1000 ? bits.slice(0, 8) + (mode & 1 ? "t" : "T") : bits;
  return TYPES[kind] + sticky;
}

/** What `stat` calls the kind of a file. */
export function kindText({ kind }: Entry): string {
  return TYPE_NAMES[kind];
}

/** The time in a row of `ls -l`: with the hour for the last half year, else with the year. In UTC. */
export function listTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  const day = `${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)}`;
  const isRecent = Math.abs(Date.now() / 1000 - seconds) < 182 * 86400;
  const clock = `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`;
  return `${day} ${isRecent ? clock : String(time.getUTCFullYear()).padStart(5)}`;
}

/** `2026-11-21 01:35:04`, in UTC. */
export function fullTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** `Nov 21 01:35:04`, as logs begin, in UTC. */
export function logTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  return `${MONTHS[time.getUTCMonth()]} ${two(time.getUTCDate())} ${time.toISOString().slice(11, 19)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
