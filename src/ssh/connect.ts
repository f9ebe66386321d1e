import { getLogger } from "@logtape/logtape";
import type { Client, ConnectConfig, ServerHostKeyAlgorithm } from "ssh2";
import { ConnectionError } from "../wire/errors.ts";
import {
  algorithmsOf,
  algorithmsPreferring,
  type HostKey,
  type HostKeyAlgorithm,
  keyTypes,
  parseHostKey,
} from "./host_key.ts";
import { type HostKeyContext, hostKeyError } from "./host_key_error.ts";
import { judge, knownTypes } from "./host_trust.ts";
import { loadSsh2 } from "./library.ts";
import { type Login, LoginAttempt } from "./login.ts";
import { addressText, openSocket, socketError } from "./socket.ts";

/** A server and everything that is needed to log in to it. */
export interface Server extends HostKeyContext {
  readonly login: Login;
  /** Milliseconds until the connection stands, or fails. */
  readonly timeout: number;
}

const logger = getLogger(["proxmox-mcp", "ssh"]);

// chacha20-poly1305, as this room seals it, moves four times as much as Deno's AES-GCM (measured with 64 MiB on loopback).
// The whole list is given: ssh2 moves no cipher to the front that it already has further behind.
const ciphers = [
  "chacha20-poly1305@openssh.com",
  "aes128-gcm@openssh.com",
  "aes256-gcm@openssh.com",
  "aes128-ctr",
  "aes192-ctr",
  "aes256-ctr",
] as const;

const keepaliveInterval = 15_000;

/**
 * Makes a connection, checks the host key and logs in.
 *
 * With fingerprints configured, the key they name may be of any type: when the type shown first is another one, the
 * server is asked for its other types before it is refused.
 *
 * @throws {ConnectionError | CertificateError | LoginError}
 */
export async function openClient(server: Server): Promise<Client> {
  const first = await tryClient(server, algorithmsPreferring(knownTypes(server.trust)));
  if (!(first instanceof Refusal)) return first;
  if (first.mayHaveOtherKeys) {
    for (const type of keyTypes.filter((type) => type !== first.shown.type)) {
      const next = await tryClient(server, algorithmsOf(type)).catch(noKeyOfType);
      if (next !== undefined && !(next instanceof Refusal)) return next;
    }
  }
  throw first.error;
}

/** A host key that was shown and not trusted. */
class Refusal {
  readonly shown: HostKey;
  readonly error: Error;
  readonly mayHaveOtherKeys: boolean;

  constructor(shown: HostKey, error: Error, mayHaveOtherKeys: boolean) {
    this.shown = shown;
    this.error = error;
    this.mayHaveOtherKeys = mayHaveOtherKeys;
  }
}

function noKeyOfType(error: unknown): undefined {
  if (error instanceof ConnectionError && error.cause instanceof Error) {
    if (/no matching host key format/.test(error.cause.message)) return undefined;
  }
  throw error;
}

async function tryClient(server: Server, algorithms: readonly HostKeyAlgorithm[]): Promise<Client | Refusal> {
  const { Client } = await loadSsh2();
  const socket = await openSocket(server.address, server.timeout);
  const attempt = new LoginAttempt(server.login);
  const client = new Client();
  let refusal: Refusal | undefined;
  const verify = (blob: Uint8Array): boolean => {
    const shown = parseHostKey(new Uint8Array(blob));
    if (shown === undefined) return false;
    const verdict = judge(server.trust, shown);
    if (verdict.kind === "trusted") return true;
    const pinned = verdict.kind === "changed" && server.trust.fingerprints.length > 0;
    refusal = new Refusal(shown, hostKeyError(server, shown, verdict), pinned);
    return false;
  };
  const config: ConnectConfig = {
    sock: socket,
    username: server.login.user,
    readyTimeout: server.timeout,
    keepaliveInterval,
    hostVerifier: verify,
    // ssh2 takes what the handler returns; false says that nothing is left to try.
    authHandler: (offered) => attempt.next(offered) ?? false,
    algorithms: {
      cipher: [...ciphers],
      serverHostKey: [...algorithms] satisfies ServerHostKeyAlgorithm[],
    },
  };
  return await new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      client.removeAllListeners();
      // ssh2 may tell of further faults while the socket closes; nobody waits for them any more.
      client.on("error", () => {});
      end();
    };
    client.on("error", (error) => {
      if (isAgentFault(error)) return attempt.noteAgentFault(error.message);
      settle(() => {
        socket.destroy();
        if (refusal === undefined) reject(handshakeError(server, attempt, error));
        else resolve(refusal);
      });
    });
    client.once(
      "close",
      () => settle(() => reject(socketError(server.address, new Error("closed during the handshake")))),
    );
    client.once("ready", () => {
      logger.debug("SSH connection to {address} as {user}", {
        address: addressText(server.address),
        user: server.login.user,
      });
      settle(() => resolve(client));
    });
    client.connect(config);
  });
}

/** ssh2 goes on to the next method after these. */
function isAgentFault(error: Error): boolean {
  return "level" in error && (error.level === "agent" ||
    (error.level === "client-authentication" && error.message.startsWith("Error")));
}

function handshakeError(server: Server, attempt: LoginAttempt, error: Error): Error {
  const at = addressText(server.address);
  const level = "level" in error ? error.level : undefined;
  if (level === "client-authentication") return attempt.failure(server.address, error);
  if (level === "client-socket") return socketError(server.address, error);
  if (/Too many authentication failures/i.test(error.message)) return attempt.failure(server.address, error);
  if (level === "client-timeout") {
    return new ConnectionError(
      `${at} took the connection but said nothing of SSH in ${server.timeout / 1000} s.`,
      {
        fault: "silent",
        address: at,
        remedy: "Check that PROXMOX_SSH_PORT is the port of sshd, and that the node is not overloaded.",
        cause: error,
      },
    );
  }
  if (/no matching/.test(error.message)) {
    return new ConnectionError(`${at} and this client have no SSH algorithm in common: ${error.message}.`, {
      fault: "closed",
      address: at,
      remedy:
        "Allow a current algorithm in the node's sshd_config (HostKeyAlgorithms, KexAlgorithms, Ciphers, MACs).",
      cause: error,
    });
  }
  return new ConnectionError(`The SSH handshake with ${at} failed: ${error.message}.`, {
    fault: "closed",
    address: at,
    remedy:
      "Check that PROXMOX_SSH_PORT is the port of sshd; sshd also closes the connection when too many wait to log in " +
      "(MaxStartups) or when it blocks this address.",
    cause: error,
  });
}
