import { Buffer } from "node:buffer";
import { contentLength, keys, longest, memory, open, packet, seal } from "./chacha20_poly1305.wasm";
import { packetBuffers, pieceBuffers } from "../lent_buffers.ts";

/** What ssh2 makes a cipher of. */
export interface OutboundConfig {
  readonly outbound: {
    readonly cipherInfo: { readonly sslName: string };
    /** 64 bytes: the content's key, then the length's. */
    readonly cipherKey: Uint8Array;
    /** Number of the next packet. */
    readonly seqno: number;
    /** Takes each sealed packet. */
    readonly onWrite: (sealed: Uint8Array) => void;
  };
}

/** What ssh2 makes of a payload; anything but undefined ends the reading of the piece at hand. */
export type PayloadReader = (payload: Uint8Array) => number | false | undefined;

/** What ssh2 makes a decipher of. */
export interface InboundConfig {
  readonly inbound: {
    readonly decipherInfo: { readonly sslName: string };
    readonly decipherKey: Uint8Array;
    readonly seqno: number;
    readonly onPayload: PayloadReader;
  };
}

const area = new Uint8Array(memory.buffer);
const lengthLength = 4;
const codeLength = 16;
/** The largest content that ssh2 takes, in bytes. */
const longestContent = 35_000;

/**
 * Seals packets with `chacha20-poly1305@openssh.com`, in the shape of ssh2's own ciphers.
 *
 * ssh2 asks for a packet, fills it and has it sealed in one go, so one place is enough for the packets of all connections.
 */
export class PacketCipher {
  /** ssh2 reads and sets it when keys change. */
  outSeqno: number;
  readonly #keys: Uint8Array;
  readonly #onWrite: (sealed: Uint8Array) => void;
  #isFree = false;

  constructor({ outbound }: OutboundConfig) {
    this.outSeqno = outbound.seqno;
    this.#keys = outbound.cipherKey;
    this.#onWrite = outbound.onWrite;
  }

  /** Ends the use of this cipher. */
  free(): void {
    this.#isFree = true;
  }

  /** Gives a packet whose payload, from its sixth byte on, is to be filled. */
  allocPacket(payloadLength: number): Buffer {
    // The content (length of the padding, payload, padding) fills blocks of eight bytes; four at least are padding.
    const padding = 4 + (7 - (payloadLength + 4) % 8);
    const filled = lengthLength + 1 + payloadLength;
    if (filled + padding > longest) {
      throw new RangeError(`${payloadLength} bytes are too long for an SSH packet.`);
    }
    const bytes = Buffer.from(memory.buffer, packet, filled + padding);
    bytes.writeUInt32BE(1 + payloadLength + padding);
    bytes[lengthLength] = padding;
    crypto.getRandomValues(area.subarray(packet + filled, packet + filled + padding));
    return bytes;
  }

  /** Seals the packet that was given last, and sends it. */
  encrypt({ length }: Uint8Array): void {
    if (this.#isFree) return;
    area.set(this.#keys, keys);
    seal(this.outSeqno, length);
    const sealed = packetBuffers.lend(length + codeLength);
    sealed.set(area.subarray(packet, packet + sealed.length));
    this.outSeqno = (this.outSeqno + 1) >>> 0;
    this.#onWrite(sealed);
  }
}

/** The shortest payload that is worth a buffer of its own to be lent. */
const longPayload = 4096;

/**
 * Opens packets that {@linkcode PacketCipher} or its like on the other side has sealed, in the shape of ssh2's own deciphers.
 *
 * A long payload is in a lent buffer, which may be given back once it has been taken.
 */
export class PacketDecipher {
  /** ssh2 reads and sets it when keys change. */
  inSeqno: number;
  /** ssh2 exchanges it while keys change. */
  _onPayload: PayloadReader;
  readonly #keys: Uint8Array;
  /** The first bytes of a packet whose rest has not come yet. */
  readonly #begun = new Uint8Array(lengthLength + longestContent + codeLength);
  #begunLength = 0;

  constructor({ inbound }: InboundConfig) {
    this.inSeqno = inbound.seqno;
    this.#keys = inbound.decipherKey;
    this._onPayload = inbound.onPayload;
  }

  /** Ends the use of this decipher, which holds nothing that would have to be given back. */
  free(): void {}

  /**
   * Reads the packets in a piece of what came, from `at` to `end`.
   *
   * @returns where the piece is to be read on in another way; undefined when all of it was read.
   * @throws {Error} when a packet is not as the other side has sealed it.
   */
  decrypt(piece: Uint8Array, at: number, end: number): number | undefined {
    while (at < end) {
      const rest = piece.subarray(at, end);
      const whole = this.#begunLength === 0 ? this.#wholePacket(rest) : undefined;
      at += whole?.length ?? this.#begin(rest);
      const sealed = whole ?? this.#begunPacket();
      if (sealed === undefined) continue;
      const ending = this._onPayload(this.#opened(sealed));
      if (ending !== undefined) return ending === false ? at : ending;
    }
    pieceBuffers.giveBack(piece);
    return undefined;
  }

  /** The packet that these bytes begin with, if all of it is there. */
  #wholePacket(bytes: Uint8Array): Uint8Array | undefined {
    if (bytes.length < lengthLength) return undefined;
    const length = this.#sealedLength(bytes);
    return length <= bytes.length ? bytes.subarray(0, length) : undefined;
  }

  /** Keeps what these bytes have of a packet, first its length alone, and gives their number. */
  #begin(bytes: Uint8Array): number {
    const length = this.#begunLength < lengthLength ? lengthLength : this.#sealedLength(this.#begun);
    const taken = bytes.subarray(0, length - this.#begunLength);
    this.#begun.set(taken, this.#begunLength);
    this.#begunLength += taken.length;
    return taken.length;
  }

  /** The packet that was begun, once it is whole. */
  #begunPacket(): Uint8Array | undefined {
    if (this.#begunLength <= lengthLength) return undefined;
    const length = this.#sealedLength(this.#begun);
    if (this.#begunLength < length) return undefined;
    this.#begunLength = 0;
    return this.#begun.subarray(0, length);
  }

  /** The length of a packet with everything, by its encrypted length. */
  #sealedLength(sealed: Uint8Array): number {
    area.set(this.#keys, keys);
    area.set(sealed.subarray(0, lengthLength), packet);
    const content = contentLength(this.inSeqno) >>> 0;
    if (content > longestContent || content < 8 || content % 8 !== 0) throw new Error("Bad packet length");
    return lengthLength + content + codeLength;
  }

  #opened(sealed: Uint8Array): Buffer {
    const length = sealed.length - codeLength;
    area.set(this.#keys, keys);
    area.set(sealed, packet);
    if (!open(this.inSeqno, length)) throw new Error("Invalid MAC");
    this.inSeqno = (this.inSeqno + 1) >>> 0;
    const start = packet + lengthLength + 1;
    const opened = area.subarray(start, packet + length - (area[start - 1] ?? 0));
    const payload = opened.length < longPayload
      ? new Uint8Array(opened.length)
      : packetBuffers.lend(opened.length);
    payload.set(opened);
    return Buffer.from(payload.buffer, 0, payload.length);
  }
}
