import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { pieceBuffers } from "../../src/ssh/lent_buffers.ts";
import { openSocket } from "../../src/ssh/socket.ts";
import { pause } from "../../src/wire/pause.ts";
import { listening } from "../harness/listening.ts";

/** Connects to a server that sends bytes at once and ends, and hands the socket over. */
async function withSender(sent: Uint8Array, use: (socket: Socket) => Promise<void>): Promise<void> {
  const server = createServer((peer) => void peer.end(sent));
  const socket = await openSocket({ host: "127.0.0.1", port: await listening(server) }, 5000);
  try {
    await use(socket);
  } finally {
    socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

/** Everything that comes; with `giveBack`, from buffers that are used again at once. */
function received(socket: Socket, giveBack: boolean): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Uint8Array[] = [];
    socket.on("error", reject);
    socket.on("data", (piece: Uint8Array) => {
      pieces.push(new Uint8Array(piece));
      if (giveBack) pieceBuffers.giveBack(piece);
    });
    socket.on("end", () => resolve(new Uint8Array(Buffer.concat(pieces))));
  });
}

for (const giveBack of [true, false]) {
  Deno.test(`what comes is read whole and in order, its buffers ${giveBack ? "given back" : "kept"}`, async () => {
    const sent = new Uint8Array(randomBytes(5_000_000));
    await withSender(sent, async (socket) => assert.deepEqual(await received(socket, giveBack), sent));
  });
}

Deno.test("what comes before anybody listens, or while the reader pauses, is not lost", async () => {
  const sent = new Uint8Array(randomBytes(3_000_000));
  await withSender(sent, async (socket) => {
    await pause(50);
    const all = received(socket, true);
    await pause(1);
    socket.pause();
    await pause(50);
    socket.resume();
    assert.deepEqual(await all, sent);
  });
});
