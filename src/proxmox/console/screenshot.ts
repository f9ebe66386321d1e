import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import type { Bitmap } from "../../text/png.ts";
import type { Connection } from "../connection.ts";
import { guestPath } from "../guest_status.ts";
import type { Guest } from "../resources.ts";
import { taskStatus } from "../task.ts";
import { parseUpid } from "../upid.ts";
import { ByteReader } from "./byte_reader.ts";
import { RfbError } from "./rfb_error.ts";
import { shakeHands } from "./rfb_handshake.ts";
import { takePicture } from "./rfb_picture.ts";

/** Milliseconds for the whole picture, from the console's opening on. */
const pictureTime = 20_000;

/** No picture of the console could be had. */
export class NoPictureError extends ExplainedError {
  override readonly name = "NoPictureError";
}

/** `password` since 9.1.9; up to then the ticket itself is the password. */
const grantAnswer = z.object({
  port: z.coerce.number(),
  ticket: z.string(),
  upid: z.string(),
  password: z.string().optional(),
});

/**
 * Takes a picture of a running VM's console.
 *
 * Sources: `POST .../vncproxy` and the websocket `GET .../vncwebsocket`, over which QEMU speaks RFB. Both go to the node that
 * the API login leads to, which reaches the VM on any node.
 *
 * @throws {NoPictureError} when the console does not show itself in time, or the wire carries no streams.
 */
export async function consolePicture(
  connection: Connection,
  guest: Pick<Guest, "node" | "type" | "vmid">,
  signal: AbortSignal,
): Promise<Bitmap> {
  if (!connection.hasStreams) {
    throw new NoPictureError("SSH carries no picture of a console, and no API login is in use.", {
      remedy:
        "Set PROXMOX_API_TOKEN_ID and PROXMOX_API_TOKEN_SECRET, and leave PROXMOX_DEFAULT_TRANSPORT at auto.",
    });
  }
  const place = guestPath(guest);
  const grant = await connection.post(`${place}/vncproxy`, grantAnswer, { websocket: true });
  const timeout = AbortSignal.timeout(pictureTime);
  try {
    return await pictureOf(connection, place, grant, AbortSignal.any([signal, timeout]));
  } catch (error) {
    if (error === timeout.reason) throw silent(await endOf(connection, grant.upid));
    if (error instanceof RfbError) throw noPicture(error, await endOf(connection, grant.upid));
    throw error;
  }
}

async function pictureOf(
  connection: Connection,
  place: string,
  { port, ticket, password = ticket }: z.infer<typeof grantAnswer>,
  signal: AbortSignal,
): Promise<Bitmap> {
  const stream = await connection.openStream(`${place}/vncwebsocket`, { port, vncticket: ticket }, signal);
  try {
    const reader = new ByteReader(stream.received);
    const send = (bytes: Uint8Array<ArrayBuffer>) => stream.send(bytes);
    return await takePicture(reader, send, await shakeHands(reader, send, password));
  } finally {
    stream.close();
  }
}

/** How the console's own task ended, in Proxmox's words; undefined where it goes on or went well. */
async function endOf(connection: Connection, upid: string): Promise<string | undefined> {
  try {
    const { state, exitStatus } = await taskStatus(connection, parseUpid(upid));
    return state === "failed" ? exitStatus : undefined;
  } catch {
    // Only a help to explain the failure at hand, which matters more than this one.
    return undefined;
  }
}

function noPicture(cause: RfbError, end: string | undefined): NoPictureError {
  return new NoPictureError(`${cause.message}${end === undefined ? "" : ` Its task says: ${end}.`}`, {
    remedy: "Look with proxmox_vm_status whether the VM runs, then try again.",
    cause,
  });
}

function silent(end: string | undefined): NoPictureError {
  return new NoPictureError(
    `The console showed no picture within ${pictureTime / 1000} s.${
      end === undefined ? "" : ` Its task says: ${end}.`
    }`,
    { remedy: "The VM or its node is very busy, or the VM has no display (vga: none); try again." },
  );
}
