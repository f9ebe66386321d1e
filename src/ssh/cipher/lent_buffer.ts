/**
 * Memory for a sealed packet, lent until its bytes are on their way: a copy of a gigabyte would otherwise leave as much
 * behind for the garbage collector.
 */
const lendable = new WeakSet<ArrayBufferLike>();
let spare: Uint8Array | undefined;

/** Lends a buffer. Whoever has read it gives it back; one that never comes back is only a lost saving. */
export function lendBuffer(length: number): Uint8Array {
  if (spare !== undefined && spare.length >= length) {
    const lent = spare.subarray(0, length);
    spare = undefined;
    return lent;
  }
  const fresh = new Uint8Array(length);
  lendable.add(fresh.buffer);
  return fresh;
}

/** Takes back what {@linkcode lendBuffer} lent and nobody reads any more; anything else is left alone. */
export function giveBack(buffer: Uint8Array): void {
  if (!lendable.has(buffer.buffer) || buffer.buffer.byteLength < (spare?.length ?? 0)) return;
  spare = new Uint8Array(buffer.buffer);
}
