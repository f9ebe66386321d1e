import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import * as cipher from "../../../src/ssh/cipher/chacha20_poly1305.wasm";
import { poly1305 } from "./poly1305.ts";

const memory = new Uint8Array(cipher.memory.buffer);

/** What Deno's own ChaCha20 makes of bytes, from a block on. */
function chacha20(key: Uint8Array, block: number, sequence: number, bytes: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(16);
  const view = new DataView(nonce.buffer);
  view.setUint32(0, block, true);
  view.setUint32(12, sequence);
  const stream = createCipheriv("chacha20", key, nonce);
  const result = stream.update(bytes);
  stream.final();
  return result;
}

/** The packet as PROTOCOL.chacha20poly1305 of OpenSSH says. */
function sealedByTheBook(keys: Uint8Array, sequence: number, packet: Uint8Array): Uint8Array {
  const [main, lengths] = [keys.subarray(0, 32), keys.subarray(32)];
  const encrypted = new Uint8Array([
    ...chacha20(lengths, 0, sequence, packet.subarray(0, 4)),
    ...chacha20(main, 1, sequence, packet.subarray(4)),
  ]);
  return new Uint8Array([
    ...encrypted,
    ...poly1305(chacha20(main, 0, sequence, new Uint8Array(32)), encrypted),
  ]);
}

function seal(keys: Uint8Array, sequence: number, packet: Uint8Array): Uint8Array {
  memory.set(keys, cipher.keys);
  memory.set(packet, cipher.packet);
  cipher.seal(sequence, packet.length);
  return memory.slice(cipher.packet, cipher.packet + packet.length + 16);
}

function open(keys: Uint8Array, sequence: number, sealed: Uint8Array): Uint8Array | undefined {
  memory.set(keys, cipher.keys);
  memory.set(sealed, cipher.packet);
  const length = sealed.length - 16;
  return cipher.open(sequence, length) ? memory.slice(cipher.packet + 4, cipher.packet + length) : undefined;
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

Deno.test("packets of every length are sealed as OpenSSH's protocol says, and opened again", () => {
  const lengths = [...Array.from({ length: 600 }, (_, index) => index + 5), 32_768, 35_004, cipher.longest];
  for (const length of lengths) {
    const [keys, packet] = [randomBytes(64), randomBytes(length)];
    const sequence = randomBytes(4).readUInt32BE();
    const sealed = seal(keys, sequence, packet);
    assert.deepEqual(sealed, sealedByTheBook(keys, sequence, packet), `length ${length}`);
    memory.set(sealed.subarray(0, 4), cipher.packet);
    assert.equal(cipher.contentLength(sequence) >>> 0, packet.readUInt32BE(0));
    assert.deepEqual(open(keys, sequence, sealed), new Uint8Array(packet.subarray(4)), `length ${length}`);
  }
});

Deno.test("a packet in which any bit was changed, or that comes out of turn, is not opened", () => {
  const keys = randomBytes(64);
  const sealed = seal(keys, 7, randomBytes(36));
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = sealed.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.equal(open(keys, 7, changed), undefined, `bit ${bit}`);
  }
  assert.equal(open(keys, 8, sealed), undefined);
  assert.notEqual(open(keys, 7, sealed), undefined);
});

// RFC 8439, section 2.5.2 and appendix A.3, numbers 7 to 11: sums at the edges of the prime.
const vectors: readonly (readonly [key: string, message: string, code: string])[] = [
  [
    "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
    "43727970746f6772617068696320466f72756d2052657365617263682047726f7570",
    "a8061dc1305136c6c22b8baf0c0127a9",
  ],
  ["02".padEnd(64, "0"), "f".repeat(32), "03".padEnd(32, "0")],
  ["02".padEnd(32, "0") + "f".repeat(32), "02".padEnd(32, "0"), "03".padEnd(32, "0")],
  [
    "01".padEnd(64, "0"),
    `${"f".repeat(32)}f0${"f".repeat(30)}11${"0".repeat(30)}`,
    "05".padEnd(32, "0"),
  ],
  ["01".padEnd(64, "0"), `${"f".repeat(32)}fb${"fe".repeat(15)}${"01".repeat(16)}`, "0".repeat(32)],
  ["02".padEnd(64, "0"), `fd${"f".repeat(30)}`, `fa${"f".repeat(30)}`],
  [
    `01${"0".repeat(14)}04${"0".repeat(48)}`,
    `e33594d7505e43b900000000000000003394d7505e4379cd01${"0".repeat(14)}${"0".repeat(32)}01${"0".repeat(30)}`,
    `14${"0".repeat(14)}55${"0".repeat(14)}`,
  ],
  [
    `01${"0".repeat(14)}04${"0".repeat(48)}`,
    `e33594d7505e43b900000000000000003394d7505e4379cd01${"0".repeat(14)}${"0".repeat(32)}`,
    "13".padEnd(32, "0"),
  ],
];

Deno.test("Poly1305 carries over as RFC 8439 shows, also at the edges of its prime", () => {
  const ends = [
    "0".repeat(32),
    "f".repeat(32),
    `fb${"f".repeat(30)}`,
    `fa${"f".repeat(30)}`,
    `01${"0".repeat(30)}`,
  ];
  const atTheEdges = ["01", "02", "04", "05", "ff"].flatMap((r) =>
    ends.flatMap((one) => ends.map((other) => [r.padEnd(32, "0") + one, one + other + one, ""] as const))
  );
  for (const [key, message, code] of [...vectors, ...atTheEdges]) {
    const [keyBytes, bytes] = [hex(key), hex(message)];
    const expected = poly1305(keyBytes, bytes);
    if (code !== "") assert.deepEqual(expected, hex(code));
    memory.set(keyBytes, cipher.keys);
    memory.set(bytes, cipher.packet);
    cipher.poly1305(cipher.keys, cipher.packet, bytes.length, cipher.packet + 1024);
    assert.deepEqual(memory.slice(cipher.packet + 1024, cipher.packet + 1040), expected, `${key} ${message}`);
  }
});
