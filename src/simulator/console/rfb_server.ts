import { createCipheriv } from "node:crypto";
import { screenSize } from "./text_screen.ts";

/** The wire to a viewer. */
export interface Viewer {
  readonly received: AsyncIterable<Uint8Array>;
  send(bytes: Uint8Array<ArrayBuffer>): void;
}

/** What a console shows, one grey value a pixel. */
export type Picture = () => Uint8Array;

/** Rows of a picture in one rectangle, so that an update has several. */
const rowsPerRectangle = 100;

/** Shows a picture to a viewer who knows the password, in RFB 3.8 (RFC 6143) with plain pixels, until the viewer goes. */
export async function serveRfb(viewer: Viewer, password: string, picture: Picture): Promise<void> {
  const incoming = new Incoming(viewer.received);
  try {
    viewer.send(ascii("RFB 003.008\n"));
    await incoming.take(12);
    if (!(await letIn(viewer, incoming, password))) return;
    await incoming.take(1);
    viewer.send(greeting());
    for (;;) await obey(viewer, incoming, picture);
  } catch (error) {
    if (!(error instanceof ViewerGone)) throw error;
  }
}

/** The viewer has closed the connection. */
class ViewerGone extends Error {
  override readonly name = "ViewerGone";
}

/** Bytes from the viewer, as many as are asked for. */
class Incoming {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: number[] = [];

  constructor(received: AsyncIterable<Uint8Array>) {
    this.#chunks = received[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) {
      const next = await this.#chunks.next();
      if (next.done === true) throw new ViewerGone();
      this.#held.push(...next.value);
    }
    return Uint8Array.from(this.#held.splice(0, count));
  }
}

/** Security type 2: sixteen random bytes, which the viewer sends back encrypted with the password. */
async function letIn(viewer: Viewer, incoming: Incoming, password: string): Promise<boolean> {
  viewer.send(Uint8Array.of(1, 2));
  await incoming.take(1);
  const challenge = crypto.getRandomValues(new Uint8Array(16));
  viewer.send(challenge);
  const answer = await incoming.take(16);
  const isRight = encrypted(challenge, password).every((byte, index) => byte === answer[index]);
  viewer.send(isRight ? number(0, 4) : join(number(1, 4), sized(ascii("Authentication failed"))));
  return isRight;
}

/** DES with the first eight characters, bits reversed; triple DES with one key three times is the same. */
function encrypted(challenge: Uint8Array, password: string): Uint8Array {
  const key = Uint8Array.from({ length: 8 }, (_, index) => {
    const bits = (password.charCodeAt(index) || 0).toString(2).padStart(8, "0");
    return parseInt(Array.from(bits).reverse().join(""), 2);
  });
  const halves = [challenge.subarray(0, 8), challenge.subarray(8)].map((half) => {
    const cipher = createCipheriv("des-ede3-cbc", join(key, key, key), new Uint8Array(8));
    return Uint8Array.from(cipher.setAutoPadding(false).update(half));
  });
  return join(...halves);
}

/** ServerInit: size, 32 bits a pixel in little-endian, and a name. */
function greeting(): Uint8Array<ArrayBuffer> {
  const format = Uint8Array.of(32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0);
  return join(number(screenSize.width, 2), number(screenSize.height, 2), format, sized(ascii("QEMU")));
}

/** Takes one message of the viewer and does what it asks for. */
async function obey(viewer: Viewer, incoming: Incoming, picture: Picture): Promise<void> {
  const [type = 0] = await incoming.take(1);
  switch (type) {
    case 0:
      // SetPixelFormat: the only one served is the one announced, which is also what viewers ask for.
      await incoming.take(19);
      break;
    case 2: {
      const [, high = 0, low = 0] = await incoming.take(3);
      await incoming.take((high * 256 + low) * 4);
      break;
    }
    case 3: {
      const [isIncremental] = await incoming.take(9);
      // Nothing ever changes on this screen.
      if (isIncremental === 0) viewer.send(update(picture()));
      break;
    }
    case 4:
      await incoming.take(7);
      break;
    case 5:
      await incoming.take(5);
      break;
    default:
      throw new ViewerGone();
  }
}

/** FramebufferUpdate with the whole picture in rectangles of the encoding Raw. */
function update(pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const { width, height } = screenSize;
  const rectangles: Uint8Array[] = [];
  for (let top = 0; top < height; top += rowsPerRectangle) {
    const rows = Math.min(rowsPerRectangle, height - top);
    const grey = pixels.subarray(top * width, (top + rows) * width);
    const coloured = new Uint8Array(grey.length * 4);
    grey.forEach((value, index) => coloured.set([value, value, value], index * 4));
    rectangles.push(number(0, 2), number(top, 2), number(width, 2), number(rows, 2), number(0, 4), coloured);
  }
  return join(Uint8Array.of(0, 0), number(Math.ceil(height / rowsPerRectangle), 2), ...rectangles);
}

function sized(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return join(number(bytes.length, 4), bytes);
}

/** A number in so many bytes, big-endian. */
function number(value: number, size: 2 | 4): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, index) => (value >>> ((size - 1 - index) * 8)) & 0xff);
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
