import type { Client, ClientChannel } from "ssh2";
import { ConnectionError, WireError } from "../wire/errors.ts";

/** The server opens no further channel on this connection (`MaxSessions` of sshd). */
export class TooManyChannels extends WireError {
  override readonly name = "TooManyChannels";
}

/** How a command ended: by itself or by a signal. */
export interface Exit {
  readonly code: number | undefined;
  /** Name of the signal that ended the command, for example `SIGKILL`; {@linkcode unnamedSignal} for one without. */
  readonly signal: string | undefined;
}

/** Stands for the signals that have no name in SSH (RFC 4254): SIGBUS, SIGTRAP, SIGSYS and others. */
export const unnamedSignal = "without a name in SSH";

/** A channel and the exit of its command, watched from the first moment: a quick command is over before anyone can ask. */
export class StartedChannel {
  readonly channel: ClientChannel;
  #exit: Exit | undefined;
  #tell: (() => void) | undefined;

  constructor(channel: ClientChannel) {
    this.channel = channel;
    channel.once("exit", (code: number | null, signal?: string) => {
      this.#exit = { code: code ?? undefined, signal: nameOf(signal) };
      this.#tell?.();
    });
  }

  /** Undefined until the command has exited. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Calls back when the command exits, at once when it has. */
  whenExited(tell: () => void): void {
    this.#tell = tell;
    if (this.#exit !== undefined) tell();
  }
}

/** OpenSSH sends `SIG@openssh.com` for a signal without a name. */
function nameOf(signal: string | undefined): string | undefined {
  if (signal === undefined || signal === "") return undefined;
  return signal.includes("@") ? unnamedSignal : signal;
}

/**
 * Opens a channel on a connection and starts a command line on it.
 *
 * @throws {TooManyChannels}
 * @throws {ConnectionError} with fault `closed` when the command certainly was not started, `reset` when it may have been.
 */
export function execute(client: Client, line: string, address: string): Promise<StartedChannel> {
  return new Promise((resolve, reject) => {
    let lost = false;
    const onClose = (): void => {
      lost = true;
    };
    client.once("close", onClose);
    const fail = (error: Error): void => {
      client.removeListener("close", onClose);
      reject(startError(error, lost, address));
    };
    try {
      client.exec(line, (error, channel) => {
        if (error !== undefined && error !== null) return fail(error);
        client.removeListener("close", onClose);
        resolve(new StartedChannel(channel));
      });
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function startError(error: Error, lost: boolean, address: string): WireError {
  if (/Channel open failure/.test(error.message)) {
    return new TooManyChannels(`${address} opens no further SSH channel: ${error.message}.`, {
      remedy: "Lower PROXMOX_SSH_MAX_CHANNELS, or raise MaxSessions in the node's sshd_config.",
      cause: error,
    });
  }
  if (/Unable to exec/.test(error.message)) {
    return lost ? brokenOff(address, error) : new WireError(`${address} refuses to run commands over SSH.`, {
      remedy: "Look at ForceCommand, ChrootDirectory and the user's login shell on the node.",
      cause: error,
    });
  }
  return new ConnectionError(`The SSH connection to ${address} was gone before the command started.`, {
    fault: "closed",
    address,
    remedy: "Nothing was done: try again.",
    cause: error,
  });
}

/** The error for a connection that broke while a command ran on it. */
export function brokenOff(address: string, cause?: unknown): ConnectionError {
  return new ConnectionError(`The SSH connection to ${address} broke while a command ran on it.`, {
    fault: "reset",
    address,
    remedy:
      "The command is ended on the node a second later; look there what it had done before you run it again.",
    cause,
  });
}

/** Ends a connection in order and waits until it is closed, at most two seconds. */
export function ended(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      client.destroy();
      resolve();
    }, 2000);
    client.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    client.end();
  });
}
