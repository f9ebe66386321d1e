import { dirname } from "node:path";
import { seal } from "./chain.ts";
import { AuditError } from "./errors.ts";
import { headPath, parseHead, resume } from "./head.ts";

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
    await Deno.mkdir(dirname(log), { recursive: true, mode: 0o700 });
    using head = await openPrivate(headPath(log));
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

async function appendLocked(
  log: string,
  head: Deno.FsFile,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  using file = await openPrivate(log);
  const { size } = await file.stat();
  const known = parseHead(await readFrom(head, 0));
  const from = known === undefined ? Math.max(0, size - searchedTail) : Math.min(known.size, size);
  const tail = await readFrom(file, from);
  const { end, recovered } = await resume(known, size, tail);
  const line = await seal(recovered === undefined ? fields : { ...fields, recovered }, end);
  // A line that a crash cut off stays, as a line of its own.
  const startsInLine = size > 0 && !(await endsWithLineEnd(file, size));
  const bytes = new TextEncoder().encode(`${startsInLine ? "\n" : ""}${line.text}\n`);
  await file.seek(size, Deno.SeekMode.Start);
  try {
    await writeAll(file, bytes);
    await file.syncData();
  } catch (error) {
    // Half a line would look like tampering; where it cannot be taken back, verifying says that it was cut off.
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
  await head.truncate(0);
  await head.seek(0, Deno.SeekMode.Start);
  await writeAll(head, new TextEncoder().encode(JSON.stringify({ ...line.end, size: size + bytes.length })));
}

async function openPrivate(path: string): Promise<Deno.FsFile> {
  const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  try {
    const { isFile, mode } = await file.stat();
    if (!isFile) throw new Error(`${path} is no file`);
    // An existing file may have been made by hand, readable for all.
    if (Deno.build.os !== "windows" && (mode ?? 0) & 0o077) await Deno.chmod(path, 0o600);
  } catch (error) {
    file.close();
    throw error;
  }
  return file;
}

async function lock(file: Deno.FsFile): Promise<void> {
  const deadline = performance.now() + lockTimeout;
  while (!(await file.tryLock(true))) {
    if (performance.now() > deadline) throw new Error("another process has held its lock for five seconds");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function endsWithLineEnd(file: Deno.FsFile, size: number): Promise<boolean> {
  return (await readFrom(file, size - 1)) === "\n";
}

async function readFrom(file: Deno.FsFile, offset: number): Promise<string> {
  await file.seek(offset, Deno.SeekMode.Start);
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(16 * 1024);
  for (;;) {
    const read = await file.read(buffer);
    if (read === null) break;
    parts.push(buffer.slice(0, read));
  }
  return new TextDecoder().decode(concatenated(parts));
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}
