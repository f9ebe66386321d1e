import { dirname } from "node:path";
import { seal } from "./chain.ts";
import { AuditError } from "./errors.ts";
import { headPath, headText, parseHead, resume } from "./head.ts";

/** How much of a log's end is searched for its last line when the head file is gone; lines are far shorter. */
const searchedTail = 256 * 1024;

/** How long another process may hold the log, in milliseconds, before the change is refused. */
const lockTimeout = 5_000;

/**
 * Appends one line to the log and returns when it is on disk.
 *
 * Processes that share a log take turns by a lock of the operating system on the head file, which ends with its process.
 *
 * @param fields the line's fields without number, `prev` and hash.
 * @throws {AuditError} naming the file and the reason.
 */
export async function appendLine(log: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    using head = await openOrCreate(headPath(log));
    await lock(head);
    await appendLocked(log, head, fields);
  } catch (error) {
    if (error instanceof AuditError) throw error;
    throw new AuditError(`The audit log ${log} cannot be written, so nothing was changed.`, {
      remedy: "Make its directory writable and free disk space, or name another file in PROXMOX_AUDIT_LOG.",
      cause: error,
    });
  }
}

/**
 * What may take its time (opening, the lock, the disk) is waited for; the few bytes that the kernel has at hand between
 * those are read and written at once, for each wait costs the call that goes on afterwards more than the work itself.
 */
async function appendLocked(
  log: string,
  head: Deno.FsFile,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  using file = await openOrCreate(log);
  const size = sizeOfPrivate(file, log);
  const known = parseHead(read(head, 0, sizeOfPrivate(head, headPath(log))));
  const from = known === undefined ? Math.max(0, size - searchedTail) : Math.min(known.size, size);
  // With the byte before, which tells whether a line ended there.
  const before = Math.min(from, 1);
  const tail = read(file, from - before, size);
  const { end, recovered } = await resume(known, size, tail.slice(before));
  const line = await seal(recovered === undefined ? fields : { ...fields, recovered }, end);
  // A line that a crash cut off stays, as a line of its own.
  const startsInLine = size > 0 && !tail.endsWith("\n");
  const bytes = new TextEncoder().encode(`${startsInLine ? "\n" : ""}${line.text}\n`);
  try {
    write(file, size, bytes);
    await file.syncData();
  } catch (error) {
    // Half a line would look like tampering; where it cannot be taken back, verifying says that it was cut off.
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
  if (known === undefined) head.truncateSync(0);
  write(head, 0, new TextEncoder().encode(headText({ ...line.end, size: size + bytes.length })));
}

/** Opens a file for its owner alone, with the directory for it where there is none. */
async function openOrCreate(path: string): Promise<Deno.FsFile> {
  const options = { read: true, write: true, create: true, mode: 0o600 };
  try {
    return await Deno.open(path, options);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return await Deno.open(path, options);
  }
}

/** The size of an open file in bytes; one that was made by hand, readable for all, is taken from the others first. */
function sizeOfPrivate(file: Deno.FsFile, path: string): number {
  const { isFile, mode, size } = file.statSync();
  if (!isFile) throw new Error(`${path} is no file`);
  if (Deno.build.os !== "windows" && (mode ?? 0) & 0o077) Deno.chmodSync(path, 0o600);
  return size;
}

async function lock(file: Deno.FsFile): Promise<void> {
  const deadline = performance.now() + lockTimeout;
  while (!(await file.tryLock(true))) {
    if (performance.now() > deadline) throw new Error("another process has held its lock for five seconds");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function read(file: Deno.FsFile, from: number, to: number): string {
  const whole = new Uint8Array(to - from);
  let length = 0;
  file.seekSync(from, Deno.SeekMode.Start);
  while (length < whole.length) {
    const more = file.readSync(whole.subarray(length));
    if (more === null) break;
    length += more;
  }
  return new TextDecoder().decode(whole.subarray(0, length));
}

function write(file: Deno.FsFile, offset: number, bytes: Uint8Array): void {
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}
