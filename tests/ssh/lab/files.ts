import assert from "node:assert/strict";
import { join } from "node:path";
import { getFile } from "../../../src/ssh/get_file.ts";
import { containerPlace, nodePlace } from "../../../src/ssh/places.ts";
import type { FileSource, Place } from "../../../src/ssh/transfer.ts";
import { TransferError } from "../../../src/ssh/transfer_error.ts";
import { type Session, withShell } from "./session.ts";

/** Bytes that look random and are the same on every run. */
export function content(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 7;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

export function source(bytes: Uint8Array, piece = 100_000): FileSource {
  return {
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += piece) {
        yield await Promise.resolve(bytes.subarray(at, at + piece));
      }
    },
  };
}

export async function fetched(place: Place, path: string, limit = 2 ** 30): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await getFile(place, path, limit, (piece) => {
    pieces.push(piece.slice());
  });
  return new Uint8Array(await new Blob(pieces.map((piece) => new Uint8Array(piece))).arrayBuffer());
}

/** Both places with a directory to write in, seen from the node. */
function places({ node, shell }: Session): readonly { place: Place; directory: string; outside: string }[] {
  return [
    { place: nodePlace(shell), directory: "/root/files", outside: join(node.directory, "root/files") },
    { place: containerPlace(shell, 100), directory: "/srv", outside: join(node.container, "srv") },
  ];
}

export async function withPlaces(
  use: (at: { place: Place; directory: string; outside: string }, session: Session) => Promise<void>,
) {
  await withShell({}, async (session) => {
    await Deno.mkdir(join(session.node.directory, "root/files"));
    for (const at of places(session)) await use(at, session);
  });
}

export async function namesIn(directory: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
}

export async function failureOf(transfer: Promise<unknown>): Promise<TransferError> {
  const error = await transfer.then(() => undefined, (reason) => reason);
  assert.ok(error instanceof TransferError, `expected a TransferError, got ${error}`);
  assert.notEqual(error.remedy, "");
  return error;
}

/** Makes a file of this size that takes no room. */
export async function sparseFile(directory: string, name: string, size: number): Promise<void> {
  await Deno.writeFile(join(directory, name), new Uint8Array());
  await Deno.truncate(join(directory, name), size);
}
