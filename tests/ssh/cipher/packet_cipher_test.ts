import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import makers from "ssh2/lib/protocol/crypto.js";
import { PacketCipher, PacketDecipher } from "../../../src/ssh/cipher/packet_cipher.ts";
import { loadSsh2 } from "../../../src/ssh/library.ts";
import { nodePlace } from "../../../src/ssh/places.ts";
import { putFile } from "../../../src/ssh/put_file.ts";
import { content, fetched, source } from "../lab/files.ts";
import { labTest } from "../lab/lab_here.ts";
import { withShell } from "../lab/session.ts";

/** What ssh2 itself has for this cipher, taken before it is exchanged. */
const { createCipher, createDecipher, CIPHER_INFO } = makers;
const info = CIPHER_INFO["chacha20-poly1305@openssh.com"];

/** What is common to the ciphers here and those of ssh2. */
interface Sealing {
  allocPacket(payloadLength: number): Buffer;
  encrypt(packet: Uint8Array): void;
}
interface Opening {
  decrypt(piece: Uint8Array, at: number, end: number): number | undefined;
}

const seqno = 0xffff_fffe;

function outbound(cipherKey: Buffer, onWrite: (sealed: Uint8Array) => void) {
  return { outbound: { cipherInfo: info, cipherKey, seqno, onWrite } };
}

function inbound(decipherKey: Buffer, onPayload: (payload: Uint8Array) => number | false | undefined) {
  return { inbound: { decipherInfo: info, decipherKey, seqno, onPayload } };
}

const ourCipher = (...config: Parameters<typeof outbound>): Sealing => new PacketCipher(outbound(...config));
const ourDecipher = (...config: Parameters<typeof inbound>): Opening =>
  new PacketDecipher(inbound(...config));
const itsCipher = (...config: Parameters<typeof outbound>): Sealing => createCipher(outbound(...config));
const itsDecipher = (...config: Parameters<typeof inbound>): Opening => createDecipher(inbound(...config));

/** Seals payloads one after the other and joins what is sent. */
function sealAll(make: typeof ourCipher, key: Buffer, payloads: readonly Uint8Array[]): Buffer {
  const sent: Uint8Array[] = [];
  const cipher = make(key, (sealed) => sent.push(sealed.slice()));
  for (const payload of payloads) {
    const packet = cipher.allocPacket(payload.length);
    packet.set(payload, 5);
    cipher.encrypt(packet);
  }
  return Buffer.concat(sent);
}

/** Opens what comes in pieces of a length. */
function openAll(make: typeof ourDecipher, key: Buffer, sent: Uint8Array, pieceLength: number): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  const decipher = make(key, (payload) => {
    payloads.push(new Uint8Array(payload));
    return undefined;
  });
  for (let at = 0; at < sent.length; at += pieceLength) {
    const piece = Buffer.from(sent.slice(at, at + pieceLength));
    assert.equal(decipher.decrypt(piece, 0, piece.length), undefined);
  }
  return payloads;
}

const payloads = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 0, 32_768].map((length) =>
  new Uint8Array(randomBytes(length))
);

Deno.test("packets cut anywhere are put together again, over the end of the sequence numbers too", () => {
  const key = randomBytes(64);
  const sent = sealAll(ourCipher, key, payloads);
  for (const pieceLength of [1, 2, 3, 4, 5, 19, 20, 21, 32, 33, 1000, 32_804, sent.length]) {
    assert.deepEqual(openAll(ourDecipher, key, sent, pieceLength), payloads, `pieces of ${pieceLength}`);
  }
});

Deno.test("ssh2's own cipher opens what this one seals, and the other way round", async () => {
  await makers.init;
  const key = randomBytes(64);
  const some = payloads.filter(({ length }) => length > 0);
  assert.deepEqual(openAll(itsDecipher, key, sealAll(ourCipher, key, some), 5000), some);
  assert.deepEqual(openAll(ourDecipher, key, sealAll(itsCipher, key, some), 5000), some);
});

Deno.test("a packet that was changed on its way, or whose length makes no sense, ends the reading", () => {
  const key = randomBytes(64);
  const sent = sealAll(ourCipher, key, [randomBytes(100)]);
  sent[50] = (sent[50] ?? 0) ^ 1;
  assert.throws(() => openAll(ourDecipher, key, sent, 64), /Invalid MAC/);
  assert.throws(() => openAll(ourDecipher, randomBytes(64), sent, 64), /Bad packet length/);
});

Deno.test("a reader that ends the reading of a piece has the rest of it left alone", () => {
  const key = randomBytes(64);
  const sent = sealAll(ourCipher, key, [randomBytes(10), randomBytes(10)]);
  const endings: (number | false)[] = [false, 7];
  const decipher = ourDecipher(key, () => endings.shift());
  assert.equal(decipher.decrypt(sent, 0, sent.length), sent.length / 2);
  assert.equal(decipher.decrypt(sent, sent.length / 2, sent.length), 7);
});

labTest(
  "ssh2 speaks to OpenSSH with this cipher, and keys are renewed in the middle of a copy",
  () =>
    withShell({ sshd: "RekeyLimit 1M" }, async ({ shell }) => {
      await loadSsh2();
      const { encrypt } = PacketCipher.prototype;
      const ciphers = new Set<PacketCipher>();
      PacketCipher.prototype.encrypt = function (packet) {
        ciphers.add(this);
        encrypt.call(this, packet);
      };
      try {
        const bytes = content(10_000_000);
        const place = nodePlace(shell);
        await putFile(place, "/root/file", source(bytes), { overwrite: false });
        assert.deepEqual(await fetched(place, "/root/file"), bytes);
      } finally {
        PacketCipher.prototype.encrypt = encrypt;
      }
      assert.ok(ciphers.size > 10, `${ciphers.size} keys`);
    }),
);

for (const cipher of ["aes128-gcm@openssh.com", "aes256-ctr"]) {
  labTest(
    `a server that knows only ${cipher} gets that`,
    () =>
      withShell({ sshd: `Ciphers ${cipher}` }, async ({ shell }) => {
        const bytes = content(1_000_000);
        const place = nodePlace(shell);
        await putFile(place, "/root/file", source(bytes), { overwrite: false });
        assert.deepEqual(await fetched(place, "/root/file"), bytes);
      }),
  );
}
