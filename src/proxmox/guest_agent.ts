import * as z from "zod";
import { ApiError, LostAnswerError } from "../wire/errors.ts";
import { agentFault } from "../wire/conditions.ts";
import { ExplainedError } from "../text/explained.ts";
import type { Connection } from "./connection.ts";
import { guestPath } from "./guest_status.ts";
import type { Guest } from "./resources.ts";
import { flag, numeric } from "./values.ts";

/** The guest agent cannot do what was asked; the remedy says how it could. */
export class GuestAgentError extends ExplainedError {
  override readonly name = "GuestAgentError";
}

/** Bytes that one `agent/exec` may get on its stdin. */
export const agentInputLimit = 65_536;

const started = z.object({ pid: z.coerce.number() });

const status = z.object({
  exited: flag,
  exitcode: numeric,
  signal: numeric,
  "out-data": z.string().optional(),
  "err-data": z.string().optional(),
  "out-truncated": flag,
  "err-truncated": flag,
});

/** How a program in a VM stands; the streams are complete when it has exited. */
export interface AgentProcess {
  readonly exited: boolean;
  readonly code: number | undefined;
  readonly signal: number | undefined;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** The guest kept only a part of a stream (16 MiB). */
  readonly truncated: boolean;
}

/**
 * Starts a program in a VM through its guest agent and returns its process id there.
 *
 * Arguments are sent as they are: who needs characters beyond ASCII in them uses {@linkcode asciiCommand}.
 *
 * Source: `POST .../agent/exec`. @throws {GuestAgentError} that explains an agent that is absent, silent or forbids it.
 */
export async function startProgram(
  connection: Connection,
  guest: Guest,
  argv: readonly string[],
  input?: Uint8Array,
): Promise<number> {
  try {
    const answer = await connection.post(`${guestPath(guest)}/agent/exec`, started, {
      command: argv,
      "input-data": input === undefined ? undefined : bytesAsText(input),
    }, { unpaced: true });
    return answer.pid;
  } catch (error) {
    throw await explainAgent(connection, guest, error, argv[0] ?? "");
  }
}

/**
 * Asks how a program stands. Its end can be read once: the next time the agent does not know it any more.
 *
 * Source: `GET .../agent/exec-status`.
 */
export async function programStatus(
  connection: Connection,
  guest: Guest,
  pid: number,
): Promise<AgentProcess> {
  const answer = await connection.get(`${guestPath(guest)}/agent/exec-status`, status, { pid }, {
    unpaced: true,
  });
  return {
    exited: answer.exited,
    code: answer.exitcode,
    signal: answer.signal,
    stdout: textAsBytes(answer["out-data"] ?? ""),
    stderr: textAsBytes(answer["err-data"] ?? ""),
    truncated: answer["out-truncated"] || answer["err-truncated"],
  };
}

const filePart = z.object({ content: z.string(), "bytes-read": numeric });

/**
 * Reads a part of a file in a VM, at most 16 MiB. The name is sent as it is: it has to be ASCII ({@linkcode isAscii}).
 *
 * Source: `GET .../agent/file-read` with `offset`, `count` and `decode=0`, which Proxmox VE has since 9.1.
 */
export async function readFilePart(
  connection: Connection,
  guest: Guest,
  file: string,
  part: { readonly offset: number; readonly count: number },
): Promise<Uint8Array> {
  const answer = await connection.get(
    `${guestPath(guest)}/agent/file-read`,
    filePart,
    { file, ...part, decode: false },
    { unpaced: true },
  );
  return Uint8Array.fromBase64(answer.content);
}

/** Proxmox takes and shows the guest's bytes as characters of the same number (Latin-1). */
export function bytesAsText(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 8192) {
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  }
  return text;
}

/** The bytes behind a text of Proxmox's. Characters beyond Latin-1 cannot come from bytes and become question marks. */
export function textAsBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 63;
    return code < 256 ? code : 63;
  });
}

/** Reads bytes as UTF-8 where they are that, else as Latin-1. */
export function decodeOutput(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytesAsText(bytes);
  }
}

/**
 * The same command with arguments of ASCII alone: characters of three bytes and more in an argument hang the agent until it
 * is started anew. The line travels as base64 and is decoded by the guest's shell.
 *
 * @param quoted the command as one quoted shell line.
 */
export function asciiCommand(argv: readonly string[], quoted: string): readonly string[] {
  if (argv.every(isAscii)) return argv;
  const encoded = new TextEncoder().encode(quoted).toBase64();
  return ["/bin/sh", "-c", `eval "$(printf %s ${encoded} | base64 -d)"`];
}

/** Tells whether a text is ASCII alone; an agent counts the bytes of anything else wrongly and hangs. */
export function isAscii(text: string): boolean {
  // deno-lint-ignore no-control-regex -- ASCII is what this looks for
  return /^[\x00-\x7f]*$/.test(text);
}

async function explainAgent(
  connection: Connection,
  guest: Guest,
  error: unknown,
  program: string,
): Promise<unknown> {
  const vm = `VM ${guest.vmid}`;
  switch (agentFault(error)) {
    case "not-configured":
      return new GuestAgentError(`The guest agent of ${vm} is not enabled.`, {
        remedy: "Set the option agent=1, install qemu-guest-agent in the VM and restart it.",
        cause: error,
      });
    case "not-running":
    case "timeout":
      return new GuestAgentError(`The guest agent of ${vm} does not answer.`, {
        remedy: "The VM may still be starting; else start the service qemu-guest-agent in it.",
        cause: error,
      });
    case "forbidden":
      return new GuestAgentError(`The guest agent of ${vm} forbids running programs.`, {
        remedy:
          "Allow guest-exec in the VM: RHEL and its like list what is blocked in /etc/sysconfig/qemu-ga.",
        cause: error,
      });
    case undefined:
  }
  if (error instanceof ApiError && /is not running/.test(error.reason)) {
    return new GuestAgentError(`${vm} is not running.`, {
      remedy: "proxmox_vm_start starts it.",
      cause: error,
    });
  }
  if (isBrokenPipe(error) && await answers(connection, guest)) {
    return new GuestAgentError(`${vm} has no program ${JSON.stringify(program)} that can be run.`, {
      remedy: "Give its full path, or use command= to run it by a shell.",
      cause: error,
    });
  }
  return error;
}

/** What a program that does not exist comes to: the daemon dies of the guest's words, and the answer is an empty 596. */
function isBrokenPipe(error: unknown): boolean {
  const cause = error instanceof LostAnswerError ? error.cause : error;
  if (cause instanceof ApiError) {
    return cause.status === 596 || /Failed to execute child process/.test(cause.reason);
  }
  return false;
}

async function answers(connection: Connection, guest: Guest): Promise<boolean> {
  try {
    await connection.get(`${guestPath(guest)}/agent/info`, z.unknown(), undefined, { unpaced: true });
    return true;
  } catch {
    return false;
  }
}
