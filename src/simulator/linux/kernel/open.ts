import type { Entry } from "../files/entry.ts";
import { SystemError } from "../system_error.ts";
import { Device } from "./devices.ts";
import type { OpenFile } from "./open_file.ts";
import type { Process } from "./process.ts";
import { OpenDirectory, type OpenMode, RegularFile } from "./regular_file.ts";

/**
 * Opens a file for a process.
 *
 * @throws {SystemError}
 */
export function openFile(process: Process, path: string, mode: OpenMode): OpenFile {
  const { fs } = process;
  const found = fs.find(path);
  if (found.entry !== undefined && mode.exclusive === true) throw new SystemError("EEXIST");
  if (found.entry === undefined && mode.create !== true) throw new SystemError("ENOENT");
  const isNew = found.entry === undefined;
  const entry = found.entry ?? fs.create(path, mode.permissions ?? 0o666);
  if (!isNew) requireMode(process, entry, mode);
  switch (entry.kind) {
    case "file":
      return new RegularFile(entry, fs.system, mode);
    case "directory":
      if (mode.write === true) throw new SystemError("EISDIR");
      return new OpenDirectory();
    case "device":
      return openDevice(process, entry.device);
    case "program":
      if (mode.write === true) throw new SystemError("EROFS");
      return new Device("null");
    case "link":
      throw new SystemError("ELOOP");
  }
}

function requireMode({ fs }: Process, entry: Entry, mode: OpenMode): void {
  if (mode.read === true) fs.require(entry, "read");
  if (mode.write === true) fs.require(entry, "write");
}

function openDevice(process: Process, device: string): OpenFile {
  const fd = /^fd (\d+)$/.exec(device)?.[1];
  if (fd !== undefined) {
    const file = process.files.peek(Number(fd));
    if (file === undefined) throw new SystemError("ENOENT");
    // A socket can be passed on, but not opened by its name in /dev.
    if (file.kind === "socket") throw new SystemError("ENXIO");
    return file;
  }
  switch (device) {
    case "null":
    case "zero":
    case "full":
    case "random":
      return new Device(device);
    default:
      throw new SystemError("ENXIO");
  }
}
