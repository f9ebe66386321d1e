import type { FileEntry } from "./entry.ts";

/** Writes bytes into a file at an offset; a gap before them is filled with zeros. */
export function writeAt(entry: FileEntry, offset: number, bytes: Uint8Array): void {
  const end = offset + bytes.length;
  if (end > entry.content.length) resize(entry, end);
  entry.content.set(bytes, offset);
}

/**
 * Gives a file another size.
 *
 * The content is a window of a buffer that doubles when it is full, so that many small writes stay cheap.
 */
export function resize(entry: FileEntry, size: number): void {
  const { content } = entry;
  if (size <= content.length) {
    // What lies behind the new end must not come back when the file grows again.
    content.fill(0, size);
    entry.content = content.subarray(0, size);
  } else if (content.byteOffset === 0 && size <= content.buffer.byteLength) {
    entry.content = new Uint8Array(content.buffer, 0, size);
  } else {
    const grown = new Uint8Array(Math.max(size, content.length * 2));
    grown.set(content);
    entry.content = grown.subarray(0, size);
  }
}

/** Reads bytes of a file from an offset; fewer than asked for at its end. */
export function readAt(entry: FileEntry, offset: number, length: number): Uint8Array {
  return entry.content.slice(offset, offset + length);
}
