// @ts-nocheck: this is AssemblyScript, which `deno task wasm` makes chacha20_poly1305.wasm of; its types are WebAssembly's.

/**
 * One packet of `chacha20-poly1305@openssh.com` at a time, sealed and opened in place.
 *
 * Facts: PROTOCOL.chacha20poly1305 of OpenSSH, RFC 8439 for both primitives. ChaCha20 is here in its first form: a block
 * counter and a nonce of 64 bits each; the nonce is the packet's sequence number. A packet has two keys, one for its length
 * and one for the rest; block 0 of the second gives the key of the authentication code, the content begins with block 1.
 */

const capacity = 262_144 + 1024;

/** 32 bytes for the content, then 32 bytes for the length. */
export const keys: usize = memory.data(64, 16);
/** 4 bytes of length, the content, 16 bytes of authentication code. */
export const packet: usize = memory.data(capacity + 16, 16) + 12;
/** The longest packet there is room for, in bytes: four of length and the content. */
export const longest: usize = capacity - 512;

const lengthKey: usize = keys + 32;
/** Four blocks of key stream, of which the length or the code's key takes the beginning. */
const stream: usize = memory.data(256, 16);
const computed: usize = memory.data(16, 16);
const lastBlock: usize = memory.data(16, 16);

/** Encrypts the packet of `length` bytes and puts its authentication code behind it. */
export function seal(sequence: u32, length: usize): void {
  xorLength(sequence);
  xorStream(keys, 1, sequence, packet + 4, length - 4);
  authenticate(sequence, length, packet + length);
}

/** Decrypts the length of a packet of which the first four bytes are there, and leaves them as they are. */
export function contentLength(sequence: u32): u32 {
  const encrypted = load<u32>(packet);
  xorLength(sequence);
  const length = bswap<u32>(load<u32>(packet));
  store<u32>(packet, encrypted);
  return length;
}

/** Checks the authentication code behind a packet of `length` bytes, and decrypts its content if it is right. */
export function open(sequence: u32, length: usize): bool {
  authenticate(sequence, length, computed);
  const given = packet + length;
  const difference = (load<u64>(computed) ^ load<u64>(given)) |
    (load<u64>(computed, 8) ^ load<u64>(given, 8));
  if (difference !== 0) return false;
  xorStream(keys, 1, sequence, packet + 4, length - 4);
  return true;
}

function xorLength(sequence: u32): void {
  memory.fill(stream, 0, 256);
  xorStream(lengthKey, 0, sequence, stream, 4);
  store<u32>(packet, load<u32>(packet) ^ load<u32>(stream));
}

/** Writes the authentication code of the encrypted packet. */
function authenticate(sequence: u32, length: usize, code: usize): void {
  memory.fill(stream, 0, 256);
  xorStream(keys, 0, sequence, stream, 32);
  poly1305(stream, packet, length, code);
}

/** Combines bytes with the key stream from a block on, four blocks at a time: up to 255 bytes behind the end change too. */
function xorStream(key: usize, block: u32, sequence: u32, at: usize, length: usize): void {
  const nonce = i32x4.splat(bswap<u32>(sequence));
  for (const end = at + length; at < end; at += 256, block += 4) {
    // Each variable has one word of the state for four blocks.
    const count = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
    let s0 = i32x4.splat(0x61707865), s1 = i32x4.splat(0x3320646e);
    let s2 = i32x4.splat(0x79622d32), s3 = i32x4.splat(0x6b206574);
    let s4 = v128.load32_splat(key), s5 = v128.load32_splat(key, 4);
    let s6 = v128.load32_splat(key, 8), s7 = v128.load32_splat(key, 12);
    let s8 = v128.load32_splat(key, 16), s9 = v128.load32_splat(key, 20);
    let s10 = v128.load32_splat(key, 24), s11 = v128.load32_splat(key, 28);
    let s12 = count, s13 = i32x4.splat(0), s14 = i32x4.splat(0), s15 = nonce;
    for (let round = 0; round < 10; round++) {
      s0 = i32x4.add(s0, s4), s1 = i32x4.add(s1, s5), s2 = i32x4.add(s2, s6), s3 = i32x4.add(s3, s7);
      s12 = left16(s12, s0), s13 = left16(s13, s1), s14 = left16(s14, s2), s15 = left16(s15, s3);
      s8 = i32x4.add(s8, s12), s9 = i32x4.add(s9, s13), s10 = i32x4.add(s10, s14), s11 = i32x4.add(s11, s15);
      s4 = left(s4, s8, 12), s5 = left(s5, s9, 12), s6 = left(s6, s10, 12), s7 = left(s7, s11, 12);
      s0 = i32x4.add(s0, s4), s1 = i32x4.add(s1, s5), s2 = i32x4.add(s2, s6), s3 = i32x4.add(s3, s7);
      s12 = left8(s12, s0), s13 = left8(s13, s1), s14 = left8(s14, s2), s15 = left8(s15, s3);
      s8 = i32x4.add(s8, s12), s9 = i32x4.add(s9, s13), s10 = i32x4.add(s10, s14), s11 = i32x4.add(s11, s15);
      s4 = left(s4, s8, 7), s5 = left(s5, s9, 7), s6 = left(s6, s10, 7), s7 = left(s7, s11, 7);

      s0 = i32x4.add(s0, s5), s1 = i32x4.add(s1, s6), s2 = i32x4.add(s2, s7), s3 = i32x4.add(s3, s4);
      s15 = left16(s15, s0), s12 = left16(s12, s1), s13 = left16(s13, s2), s14 = left16(s14, s3);
      s10 = i32x4.add(s10, s15), s11 = i32x4.add(s11, s12), s8 = i32x4.add(s8, s13), s9 = i32x4.add(s9, s14);
      s5 = left(s5, s10, 12), s6 = left(s6, s11, 12), s7 = left(s7, s8, 12), s4 = left(s4, s9, 12);
      s0 = i32x4.add(s0, s5), s1 = i32x4.add(s1, s6), s2 = i32x4.add(s2, s7), s3 = i32x4.add(s3, s4);
      s15 = left8(s15, s0), s12 = left8(s12, s1), s13 = left8(s13, s2), s14 = left8(s14, s3);
      s10 = i32x4.add(s10, s15), s11 = i32x4.add(s11, s12), s8 = i32x4.add(s8, s13), s9 = i32x4.add(s9, s14);
      s5 = left(s5, s10, 7), s6 = left(s6, s11, 7), s7 = left(s7, s8, 7), s4 = left(s4, s9, 7);
    }
    xorWords(
      at,
      i32x4.add(s0, i32x4.splat(0x61707865)),
      i32x4.add(s1, i32x4.splat(0x3320646e)),
      i32x4.add(s2, i32x4.splat(0x79622d32)),
      i32x4.add(s3, i32x4.splat(0x6b206574)),
    );
    xorWords(
      at + 16,
      i32x4.add(s4, v128.load32_splat(key)),
      i32x4.add(s5, v128.load32_splat(key, 4)),
      i32x4.add(s6, v128.load32_splat(key, 8)),
      i32x4.add(s7, v128.load32_splat(key, 12)),
    );
    xorWords(
      at + 32,
      i32x4.add(s8, v128.load32_splat(key, 16)),
      i32x4.add(s9, v128.load32_splat(key, 20)),
      i32x4.add(s10, v128.load32_splat(key, 24)),
      i32x4.add(s11, v128.load32_splat(key, 28)),
    );
    xorWords(at + 48, i32x4.add(s12, count), s13, s14, i32x4.add(s15, nonce));
  }
}

function left16(to: v128, from: v128): v128 {
  const mixed = v128.xor(to, from);
  return i8x16.shuffle(mixed, mixed, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

function left8(to: v128, from: v128): v128 {
  const mixed = v128.xor(to, from);
  return i8x16.shuffle(mixed, mixed, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);
}

function left(to: v128, from: v128, bits: i32): v128 {
  const mixed = v128.xor(to, from);
  return v128.or(i32x4.shl(mixed, bits), i32x4.shr_u(mixed, 32 - bits));
}

/** Combines four words of each of four blocks, 64 bytes apart, with the key stream. */
function xorWords(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const AB = i32x4.shuffle(a, b, 2, 6, 3, 7), CD = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(at, v128.xor(v128.load(at), i64x2.shuffle(ab, cd, 0, 2)));
  v128.store(at, v128.xor(v128.load(at, 64), i64x2.shuffle(ab, cd, 1, 3)), 64);
  v128.store(at, v128.xor(v128.load(at, 128), i64x2.shuffle(AB, CD, 0, 2)), 128);
  v128.store(at, v128.xor(v128.load(at, 192), i64x2.shuffle(AB, CD, 1, 3)), 192);
}

const limb: u64 = 0x3ffffff;

/** Writes the Poly1305 of bytes, by a key of 32 bytes; numbers are held in five limbs of 26 bits. Only tests call it by itself. */
export function poly1305(key: usize, at: usize, length: usize, code: usize): void {
  const r0: u64 = load<u32>(key) & 0x3ffffff, r1: u64 = (load<u32>(key, 3) >> 2) & 0x3ffff03;
  const r2: u64 = (load<u32>(key, 6) >> 4) & 0x3ffc0ff, r3: u64 = (load<u32>(key, 9) >> 6) & 0x3f03fff;
  const r4: u64 = (load<u32>(key, 12) >> 8) & 0x00fffff;
  // What leaves at the top comes back at the bottom five times, for 2^130 is 5 here.
  const f1 = r1 * 5, f2 = r2 * 5, f3 = r3 * 5, f4 = r4 * 5;
  let h0: u64 = 0, h1: u64 = 0, h2: u64 = 0, h3: u64 = 0, h4: u64 = 0, carry: u64 = 0;
  while (length > 0) {
    let mark: u64 = 1 << 24;
    if (length < 16) {
      v128.store(lastBlock, i32x4.splat(0));
      memory.copy(lastBlock, at, length);
      store<u8>(lastBlock + length, 1);
      at = lastBlock, length = 16, mark = 0;
    }
    const low = load<u64>(at), high = load<u64>(at, 8);
    h0 += low & limb, h1 += (low >> 26) & limb, h2 += ((low >> 52) | (high << 12)) & limb;
    h3 += (high >> 14) & limb, h4 += (high >> 40) | mark;

    const p0 = h0 * r0 + h1 * f4 + h2 * f3 + h3 * f2 + h4 * f1;
    const p1 = h0 * r1 + h1 * r0 + h2 * f4 + h3 * f3 + h4 * f2 + (p0 >> 26);
    const p2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * f4 + h4 * f3 + (p1 >> 26);
    const p3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * f4 + (p2 >> 26);
    const p4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0 + (p3 >> 26);
    h0 = (p0 & limb) + (p4 >> 26) * 5, h1 = (p1 & limb) + (h0 >> 26), h0 &= limb;
    h2 = p2 & limb, h3 = p3 & limb, h4 = p4 & limb;
    at += 16, length -= 16;
  }
  h2 += h1 >> 26, h1 &= limb, h3 += h2 >> 26, h2 &= limb, h4 += h3 >> 26, h3 &= limb;
  h0 += (h4 >> 26) * 5, h4 &= limb, h1 += h0 >> 26, h0 &= limb;

  // The number minus the prime, taken where it is not negative.
  let g0 = h0 + 5, g1 = h1 + (g0 >> 26), g2 = h2 + (g1 >> 26), g3 = h3 + (g2 >> 26);
  const g4 = h4 + (g3 >> 26) - (1 << 26);
  g0 &= limb, g1 &= limb, g2 &= limb, g3 &= limb;
  const taken = (g4 >> 63) - 1;
  h0 ^= (h0 ^ g0) & taken, h1 ^= (h1 ^ g1) & taken, h2 ^= (h2 ^ g2) & taken;
  h3 ^= (h3 ^ g3) & taken, h4 ^= (h4 ^ g4) & taken;

  const low = h0 | (h1 << 26) | (h2 << 52), high = (h2 >> 12) | (h3 << 14) | (h4 << 40);
  const first = low + load<u64>(key, 16);
  carry = first < low ? 1 : 0;
  store<u64>(code, first);
  store<u64>(code, high + load<u64>(key, 24) + carry, 8);
}
