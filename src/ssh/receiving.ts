import { Buffer } from "node:buffer";
import type { OnReadOpts, Socket } from "node:net";
import { receiveBuffers } from "./lent_buffers.ts";

/**
 * Lets a socket read into buffers that are used again, where whoever reads gives them back, and tell of what came as usual.
 *
 * @param socket gives the socket, which these options are needed to make.
 */
export function receiving(socket: () => Socket): OnReadOpts {
  return {
    buffer: () => receiveBuffers.lend(),
    callback: (length, buffer) => {
      socket().emit("data", Buffer.from(buffer.buffer, buffer.byteOffset, length));
      return true;
    },
  };
}
