import { Buffer } from "node:buffer";
import type { OnReadOpts, Socket } from "node:net";
import { pieceBuffers } from "./lent_buffers.ts";

/**
 * Lets a socket read into buffers that are used again, where whoever reads gives them back, and tell of what came as usual.
 *
 * @param socket gives the socket, which these options are needed to make.
 */
export function receiving(socket: () => Socket): OnReadOpts {
  return {
    buffer: () => pieceBuffers.lend(),
    callback: (length, { buffer, byteOffset }) => {
      const [piece, reader] = [Buffer.from(buffer, byteOffset, length), socket()];
      // What nobody listens to yet waits in the stream as ever: the other side may speak first.
      if (!reader.readableFlowing || reader.readableLength > 0) return reader.push(piece);
      reader.emit("data", piece);
      return true;
    },
  };
}
