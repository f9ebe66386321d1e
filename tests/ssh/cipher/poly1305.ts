/** Poly1305 as RFC 8439 section 2.5 writes it, with whole numbers: slow, and plain enough to be believed. */
export function poly1305(key: Uint8Array, message: Uint8Array): Uint8Array {
  const prime = 2n ** 130n - 5n;
  const r = numberOf(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = message.subarray(at, at + 16);
    sum = (sum + numberOf(block) + 2n ** BigInt(8 * block.length)) * r % prime;
  }
  const code = sum + numberOf(key.subarray(16, 32));
  return Uint8Array.from({ length: 16 }, (_, index) => Number((code >> BigInt(8 * index)) & 0xffn));
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((number, byte) => number * 256n + BigInt(byte), 0n);
}
