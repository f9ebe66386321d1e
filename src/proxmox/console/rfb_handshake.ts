import { inline } from "../../text/foreign.ts";
import type { ByteReader } from "./byte_reader.ts";
import { RfbError } from "./rfb_error.ts";
import { answerChallenge } from "./vnc_authentication.ts";

/** Sends bytes to the console. */
export type Send = (bytes: Uint8Array<ArrayBuffer>) => void;

/** How large a console's picture is, in pixels. */
export interface ScreenSize {
  readonly width: number;
  readonly height: number;
}

const noPassword = 1;
const vncPassword = 2;

/** Bytes of a reason or a desktop's name. */
const textLimit = 4096;

/**
 * Agrees with the console on RFB 3.8, passes its password check, and learns the size of its picture (RFC 6143, 7.1 to 7.3).
 *
 * The session is a shared one: whoever else looks at the console stays.
 *
 * @throws {RfbError} when the console speaks something else or refuses the password.
 */
export async function shakeHands(reader: ByteReader, send: Send, password: string): Promise<ScreenSize> {
  await agreeOnVersion(reader, send);
  await authenticate(reader, send, password);
  send(Uint8Array.of(1));
  const init = await reader.view(24);
  await takeText(reader, init.getUint32(20));
  return { width: init.getUint16(0), height: init.getUint16(2) };
}

async function agreeOnVersion(reader: ByteReader, send: Send): Promise<void> {
  const announced = latin1(await reader.take(12));
  const [, major, minor] = /^RFB (\d{3})\.(\d{3})\n$/.exec(announced) ?? [];
  if (major === undefined || Number(major) * 1000 + Number(minor) < 3008) {
    throw new RfbError(`The console does not speak RFB 3.8 but "${inline(announced)}".`);
  }
  send(new TextEncoder().encode("RFB 003.008\n"));
}

async function authenticate(reader: ByteReader, send: Send, password: string): Promise<void> {
  const [count = 0] = await reader.take(1);
  if (count === 0) throw await refusal(reader, "The console refuses the connection");
  const offered = await reader.take(count);
  const chosen = [vncPassword, noPassword].find((type) => offered.includes(type));
  if (chosen === undefined) {
    throw new RfbError(`The console offers none but security types ${[...offered].join(", ")}.`);
  }
  send(Uint8Array.of(chosen));
  if (chosen === vncPassword) send(answerChallenge(await reader.take(16), password));
  if ((await reader.view(4)).getUint32(0) !== 0) {
    throw await refusal(reader, "The console refuses the password of its ticket");
  }
}

async function refusal(reader: ByteReader, what: string): Promise<RfbError> {
  const reason = await takeText(reader, (await reader.view(4)).getUint32(0));
  return new RfbError(`${what}: ${inline(reason)}.`);
}

async function takeText(reader: ByteReader, length: number): Promise<string> {
  if (length > textLimit) throw new RfbError(`The console sends a text of ${length} bytes.`);
  return latin1(await reader.take(length));
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
