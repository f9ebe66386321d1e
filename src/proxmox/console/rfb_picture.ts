import type { Bitmap } from "../../text/png.ts";
import type { ByteReader } from "./byte_reader.ts";
import { RfbError } from "./rfb_error.ts";
import type { ScreenSize, Send } from "./rfb_handshake.ts";

/** The messages that a console sends, by type. */
const update = 0;
const colourMap = 1;
const bell = 2;
const clipboard = 3;

/** The encodings asked for: plain pixels, and notices that the picture's size has changed. */
const raw = 0;
const desktopSize = -223;

/** Pixels of the largest picture that is taken: 8192 by 4320. */
const largestPicture = 8192 * 4320;

/** Bytes of a clipboard text, which is passed over. */
const clipboardLimit = 2 ** 20;

/**
 * Asks the console for its whole picture once and puts it together from what comes (RFC 6143, 7.5 to 7.7).
 *
 * @throws {RfbError} when what comes is no picture.
 */
export async function takePicture(reader: ByteReader, send: Send, size: ScreenSize): Promise<Bitmap> {
  let canvas = new Canvas(size);
  send(pixelFormat());
  send(encodings([raw, desktopSize]));
  send(updateRequest(size, "whole"));
  for (;;) {
    if (await nextMessage(reader) !== update) continue;
    const resized = await takeUpdate(reader, canvas);
    if (resized !== undefined) canvas = new Canvas(resized);
    else if (canvas.isWhole) return canvas.bitmap;
    send(updateRequest(canvas.size, resized === undefined ? "changes" : "whole"));
  }
}

/** A picture on its way, which knows what of it is still missing. */
class Canvas {
  readonly size: ScreenSize;
  readonly bitmap: Bitmap;
  readonly #painted: Uint8Array;
  #missing: number;

  constructor(size: ScreenSize) {
    const { width, height } = size;
    const pixels = width * height;
    if (pixels === 0 || pixels > largestPicture) {
      throw new RfbError(`The console's picture has ${width} by ${height} pixels.`);
    }
    this.size = size;
    this.bitmap = { width, height, pixels: new Uint8Array(pixels * 3) };
    this.#painted = new Uint8Array(pixels);
    this.#missing = pixels;
  }

  get isWhole(): boolean {
    return this.#missing === 0;
  }

  /** Paints one row of pixels that come as blue, green, red and nothing. */
  paint(x: number, y: number, row: Uint8Array): void {
    const start = y * this.size.width + x;
    for (let column = 0; column * 4 < row.length; column++) {
      const [from, to] = [column * 4, (start + column) * 3];
      this.bitmap.pixels[to] = row[from + 2] ?? 0;
      this.bitmap.pixels[to + 1] = row[from + 1] ?? 0;
      this.bitmap.pixels[to + 2] = row[from] ?? 0;
      if (this.#painted[start + column] === 0) {
        this.#painted[start + column] = 1;
        this.#missing -= 1;
      }
    }
  }
}

/** The type of the next message, all of which is taken unless it is an update of the picture. */
async function nextMessage(reader: ByteReader): Promise<number> {
  const [type = 0] = await reader.take(1);
  switch (type) {
    case update:
    case bell:
      break;
    case colourMap:
      await reader.take((await reader.view(5)).getUint16(3) * 6);
      break;
    case clipboard: {
      const length = (await reader.view(7)).getUint32(3);
      if (length > clipboardLimit) throw new RfbError(`The console sends a clipboard of ${length} bytes.`);
      await reader.take(length);
      break;
    }
    default:
      throw new RfbError(`The console sends a message of the unknown type ${type}.`);
  }
  return type;
}

/** Paints an update of the picture; answers with the new size when the picture's size has changed. */
async function takeUpdate(reader: ByteReader, canvas: Canvas): Promise<ScreenSize | undefined> {
  const count = (await reader.view(3)).getUint16(1);
  let resized: ScreenSize | undefined;
  for (let index = 0; index < count; index++) {
    const header = await reader.view(12);
    const [x, y] = [header.getUint16(0), header.getUint16(2)];
    const [width, height] = [header.getUint16(4), header.getUint16(6)];
    const encoding = header.getInt32(8);
    if (encoding === desktopSize) {
      if (width !== canvas.size.width || height !== canvas.size.height) resized = { width, height };
    } else if (encoding === raw) {
      // What follows a change of size lies on the new picture, which is asked for as a whole.
      const target = resized === undefined ? canvas : undefined;
      if (target !== undefined && (x + width > target.size.width || y + height > target.size.height)) {
        throw new RfbError("The console paints beyond the edge of its picture.");
      }
      for (let row = 0; row < height; row++) {
        const pixels = await reader.take(width * 4);
        target?.paint(x, y + row, pixels);
      }
    } else {
      throw new RfbError(`The console paints in the encoding ${encoding}, which nobody asked for.`);
    }
  }
  return resized;
}

/** 32 bits a pixel, little-endian, red at 16, green at 8, blue at 0. */
function pixelFormat(): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0);
}

function encodings(numbers: readonly number[]): Uint8Array<ArrayBuffer> {
  const message = new DataView(new ArrayBuffer(4 + numbers.length * 4));
  message.setUint8(0, 2);
  message.setUint16(2, numbers.length);
  numbers.forEach((number, index) => message.setInt32(4 + index * 4, number));
  return new Uint8Array(message.buffer);
}

function updateRequest({ width, height }: ScreenSize, what: "whole" | "changes"): Uint8Array<ArrayBuffer> {
  const message = new DataView(new ArrayBuffer(10));
  message.setUint8(0, 3);
  message.setUint8(1, what === "changes" ? 1 : 0);
  message.setUint16(6, width);
  message.setUint16(8, height);
  return new Uint8Array(message.buffer);
}
