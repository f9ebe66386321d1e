import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { connect, createServer, type Socket } from "node:net";
import { gathering } from "../../src/ssh/gathering.ts";
import { listening } from "../harness/listening.ts";

/** Hands over a gathering socket and gives back everything that arrived at the other end of it. */
async function arrived(use: (socket: Socket) => void): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const done = Promise.withResolvers<void>();
  const server = createServer((peer) => {
    peer.on("data", (piece: Uint8Array) => pieces.push(piece));
    peer.on("end", () => {
      peer.end();
      server.close(() => done.resolve());
    });
  });
  const socket = connect({ host: "127.0.0.1", port: await listening(server) });
  socket.once("connect", () => use(gathering(socket)));
  await done.promise;
  return new Uint8Array(Buffer.concat(pieces));
}

Deno.test("what is written to a gathering socket arrives whole and in order, and the writer may use its memory again", async () => {
  const parts = [3, 40_000, 1, 262_144, 262_143, 700_000, 5].map((length) =>
    new Uint8Array(randomBytes(length))
  );
  const sent = await arrived((socket) => {
    const memory = new Uint8Array(700_000);
    socket.write("SSH-2.0-test\r\n");
    for (const part of parts) {
      memory.set(part);
      socket.write(memory.subarray(0, part.length));
    }
    memory.fill(0);
    setTimeout(() => {
      socket.write(parts[0] ?? "");
      socket.end();
    }, 20);
  });
  const expected = [new TextEncoder().encode("SSH-2.0-test\r\n"), ...parts, parts[0] ?? new Uint8Array()];
  assert.deepEqual(sent, new Uint8Array(Buffer.concat(expected)));
});
