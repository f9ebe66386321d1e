import type { Socket } from "node:net";
import process from "node:process";
import { packetBuffers, pieceBuffers } from "./lent_buffers.ts";

/**
 * Lets a socket send in one piece what is written to it in one go, for ssh2 writes packet by packet, and without Nagle's
 * algorithm each would leave by itself. The pieces are lent.
 */
export function gathering(socket: Socket): Socket {
  const { write, end } = socket;
  let piece = pieceBuffers.lend();
  let length = 0;
  const flush = (): void => {
    if (length === 0) return;
    const sent = piece;
    write.call(socket, sent.subarray(0, length), undefined, () => pieceBuffers.giveBack(sent));
    piece = pieceBuffers.lend();
    length = 0;
  };
  const gather = (bytes: Uint8Array): void => {
    for (let rest = bytes; rest.length > 0;) {
      if (length === 0) process.nextTick(flush);
      const fits = rest.subarray(0, piece.length - length);
      piece.set(fits, length);
      length += fits.length;
      rest = rest.subarray(fits.length);
      if (length === piece.length) flush();
    }
    packetBuffers.giveBack(bytes);
  };
  return Object.assign(socket, {
    write: (data: Uint8Array | string): boolean => {
      gather(typeof data === "string" ? new TextEncoder().encode(data) : data);
      return !socket.writableNeedDrain;
    },
    end: (...last: Parameters<typeof end>): Socket => {
      flush();
      return end.apply(socket, last);
    },
  });
}
