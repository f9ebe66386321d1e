import { openFile } from "../kernel/open.ts";
import type { Process } from "../kernel/process.ts";

/**
 * Reads a file, or stdin for `-`, piece by piece.
 *
 * @param most how many bytes are still wanted; no more than that are taken
 */
export async function* readPieces(
  process: Process,
  path: string,
  most: () => number = () => Infinity,
): AsyncGenerator<Uint8Array> {
  const fd = path === "-" ? 0 : process.files.add(openFile(process, path, { read: true }));
  try {
    while (most() > 0) {
      const bytes = await process.read(fd, Math.min(most(), 65536));
      if (bytes.length === 0) return;
      yield bytes;
    }
  } finally {
    if (fd !== 0) process.files.close(fd);
  }
}

/** Reads a file, or stdin for `-`, to its end. */
export async function readWhole(process: Process, path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of readPieces(process, path)) {
    pieces.push(piece);
    length += piece.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Reads a file, or stdin for `-`, as lines without their ends. */
export async function readLines(process: Process, path: string): Promise<string[]> {
  const text = new TextDecoder().decode(await readWhole(process, path));
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}
