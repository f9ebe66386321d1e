import assert from "node:assert/strict";
import { ByteReader } from "../../../src/proxmox/console/byte_reader.ts";
import { RfbError } from "../../../src/proxmox/console/rfb_error.ts";
import { shakeHands } from "../../../src/proxmox/console/rfb_handshake.ts";
import { takePicture } from "../../../src/proxmox/console/rfb_picture.ts";
import { answerChallenge } from "../../../src/proxmox/console/vnc_authentication.ts";

type Part = string | readonly number[];

/** What a console sends, in chunks of so many bytes. */
async function* chunks(parts: readonly Part[], size: number): AsyncGenerator<Uint8Array> {
  const bytes = parts.flatMap((part) =>
    typeof part === "string" ? [...new TextEncoder().encode(part)] : part
  );
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(Uint8Array.from(bytes.slice(start, start + size)));
  }
}

/** Looks at a console that sends these bytes, whatever it is asked; answers with the picture and what was sent to it. */
async function look(parts: readonly Part[], { password = "secret", chunk = 7 } = {}) {
  const sent: number[][] = [];
  const reader = new ByteReader(chunks(parts, chunk));
  const send = (bytes: Uint8Array) => void sent.push([...bytes]);
  const picture = await takePicture(reader, send, await shakeHands(reader, send, password));
  return { picture, sent };
}

const hello = "RFB 003.008\n";
const open: readonly Part[] = [hello, [1, 1], [0, 0, 0, 0]];
const format = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];

function init(width: number, height: number): Part {
  return [0, width, 0, height, ...format, 0, 0, 0, 4, 0x51, 0x45, 0x4d, 0x55];
}

function rectangle(x: number, y: number, width: number, height: number, pixel?: readonly number[]): Part {
  return [
    ...[0, x, 0, y, 0, width, 0, height],
    ...pixel === undefined
      ? [255, 255, 255, 33]
      : [0, 0, 0, 0, ...Array.from({ length: width * height }, () => pixel).flat()],
  ];
}

function update(...rectangles: readonly Part[]): readonly Part[] {
  return [[0, 0, 0, rectangles.length], ...rectangles];
}

const blue = [255, 0, 0, 0];
const red = [0, 0, 255, 0];

Deno.test("a challenge of QEMU's is answered as QEMU wants it, with the first eight bytes of the password", () => {
  // Taken from QEMU 7.2, which let the answer in.
  const challenge = Uint8Array.fromHex("bd21e4060575d0552117356e387916a0");
  assert.equal(answerChallenge(challenge, "D5G]=\\R_").toHex(), "14e83a7d7090d911fb91239455101d3f");
  assert.equal(
    answerChallenge(challenge, "D5G]=\\R_:PVEVNC:6B00F551").toHex(),
    "14e83a7d7090d911fb91239455101d3f",
  );
  assert.notEqual(answerChallenge(challenge, "D5G]").toHex(), "14e83a7d7090d911fb91239455101d3f");
});

Deno.test("a picture is put together from rectangles, wherever the chunks of the stream end", async () => {
  const parts = [...open, init(2, 2), ...update(rectangle(0, 0, 2, 1, red), rectangle(0, 1, 2, 1, blue))];
  for (const chunk of [1, 2, 5, 1000]) {
    const { picture } = await look(parts, { chunk });
    assert.deepEqual([picture.width, picture.height], [2, 2]);
    assert.deepEqual([...picture.pixels], [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255]);
  }
});

Deno.test("what is missing of a picture is waited for, and bells, palettes and clipboards are passed over", async () => {
  const { picture, sent } = await look([
    ...open,
    init(2, 1),
    ...[[2], [1, 0, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9], [3, 0, 0, 0, 0, 0, 0, 2, 65, 66]],
    ...update(rectangle(0, 0, 1, 1, red)),
    ...update(rectangle(1, 0, 1, 1, blue)),
  ]);
  assert.deepEqual([...picture.pixels], [255, 0, 0, 0, 0, 255]);
  assert.deepEqual(sent.filter(([type, , , ...rest]) => type === 3 && rest.length === 7), [
    [3, 0, 0, 0, 0, 0, 0, 2, 0, 1],
    [3, 1, 0, 0, 0, 0, 0, 2, 0, 1],
  ]);
});

Deno.test("a picture whose size changes meanwhile is asked for anew", async () => {
  const { picture, sent } = await look([
    ...open,
    init(2, 1),
    ...update(rectangle(0, 0, 1, 3), rectangle(0, 0, 1, 3, red)),
    ...update(rectangle(0, 0, 1, 3, blue)),
  ]);
  assert.deepEqual([picture.width, picture.height], [1, 3]);
  assert.deepEqual([...picture.pixels], [0, 0, 255, 0, 0, 255, 0, 0, 255]);
  assert.deepEqual(sent.at(-1), [3, 0, 0, 0, 0, 0, 0, 1, 0, 3]);
});

const strange: Readonly<Record<string, readonly [readonly Part[], RegExp]>> = {
  "is none": [["HTTP/1.1 200\n"], /does not speak RFB 3\.8 but "HTTP\/1\.1 200"/],
  "is too old": [["RFB 003.003\n"], /does not speak RFB 3\.8/],
  "refuses the connection": [
    [hello, [0], [0, 0, 0, 4], "busy"],
    /refuses the connection: busy\./,
  ],
  "asks for something else than a password": [[hello, [1, 19]], /security types 19\./],
  "refuses the password": [
    [hello, [1, 2], Array(16).fill(7), [0, 0, 0, 1, 0, 0, 0, 2], "no"],
    /refuses the password of its ticket: no\./,
  ],
  "ends too soon": [[...open, init(2, 2), [0, 0]], /closed before its picture was whole/],
  "has no size": [[...open, init(0, 2)], /has 0 by 2 pixels/],
  "is too large": [
    [...open, [255, 255, 255, 255, ...format, 0, 0, 0, 0]],
    /has 65535 by 65535 pixels/,
  ],
  "paints beyond the edge": [
    [...open, init(2, 2), ...update(rectangle(1, 0, 2, 1, red))],
    /beyond the edge/,
  ],
  "paints in another encoding": [
    [...open, init(2, 2), ...update([0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 16])],
    /in the encoding 16/,
  ],
  "sends what is no message": [[...open, init(2, 2), [9]], /unknown type 9/],
  "has a name without end": [
    [...open, [0, 2, 0, 2, ...format, 127, 0, 0, 0]],
    /a text of 2130706432 bytes/,
  ],
  "has a clipboard without end": [
    [...open, init(2, 2), [3, 0, 0, 0, 127, 0, 0, 0]],
    /a clipboard of 2130706432 bytes/,
  ],
};

for (const [what, [parts, message]] of Object.entries(strange)) {
  Deno.test(`a console that ${what} is refused with a sentence`, async () => {
    await assert.rejects(look(parts), (error) => error instanceof RfbError && message.test(error.message));
  });
}
