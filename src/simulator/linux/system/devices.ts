import { deviceEntry, directoryEntry, type Entry, linkEntry } from "../files/entry.ts";
import type { Source } from "../files/file_system.ts";

const ENTRIES: Readonly<Record<string, Entry>> = {
  "/dev": directoryEntry(),
  "/dev/fd": directoryEntry(),
  "/dev/full": deviceEntry("full"),
  "/dev/null": deviceEntry("null"),
  "/dev/random": deviceEntry("random"),
  "/dev/shm": directoryEntry({ mode: 0o1777 }),
  "/dev/stderr": linkEntry("/dev/fd/2"),
  "/dev/stdin": linkEntry("/dev/fd/0"),
  "/dev/stdout": linkEntry("/dev/fd/1"),
  "/dev/tty": deviceEntry("tty"),
  "/dev/urandom": deviceEntry("random"),
  "/dev/zero": deviceEntry("zero"),
  "/proc/self/fd": linkEntry("/dev/fd"),
};

/** `/dev`, as far as commands use it. */
export const deviceSource: Source = {
  entry: (path) => {
    const fd = /^\/dev\/fd\/(\d+)$/.exec(path)?.[1];
    return fd === undefined ? ENTRIES[path] : deviceEntry(`fd ${Number(fd)}`);
  },
  names: (path) => {
    if (path === "/") return ["dev"];
    const prefix = `${path}/`;
    return Object.keys(ENTRIES).filter((one) =>
      one.startsWith(prefix) && !one.slice(prefix.length).includes("/")
    )
      .map((one) => one.slice(prefix.length));
  },
};
