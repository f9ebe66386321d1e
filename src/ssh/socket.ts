import { connect, type Socket } from "node:net";
import { ConnectionError, type ConnectionFault } from "../wire/errors.ts";
import { gathering } from "./gathering.ts";
import { receiving } from "./receiving.ts";

/** Where an SSH server listens. */
export interface Address {
  /** Name, IPv4 address, or IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** `host:port`, an IPv6 address in brackets. */
export function addressText({ host, port }: Address): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/**
 * Opens a TCP connection without Nagle's algorithm, which would add a delay of tens of milliseconds to every command.
 *
 * @param timeout in milliseconds.
 * @throws {ConnectionError} with a sentence of its own for each fault.
 */
export function openSocket(address: Address, timeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ ...address, noDelay: true, onread: receiving(() => socket) });
    const fail = (error: ConnectionError): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(faultError(address, "silent", { timeout })), timeout);
    socket.on("error", (error) => fail(socketError(address, error)));
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners("error");
      // What goes wrong from here on shows as a close, which whoever took the socket over waits for.
      socket.on("error", () => {});
      resolve(gathering(socket));
    });
  });
}

const faultsByCode: Readonly<Record<string, ConnectionFault>> = {
  ENOTFOUND: "unknown-host",
  EAI_AGAIN: "unknown-host",
  EAI_NONAME: "unknown-host",
  EAI_NODATA: "unknown-host",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "silent",
  ECONNRESET: "reset",
  EPIPE: "reset",
};

/** Reads an error of `node:net` or of ssh2's socket into one with a sentence and a remedy. */
export function socketError(address: Address, error: Error): ConnectionError {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const fault = faultsByCode[code] ??
    (/lookup address|getaddrinfo/.test(error.message) ? "unknown-host" : "closed");
  return faultError(address, fault, { cause: error });
}

interface Circumstances {
  readonly timeout?: number;
  readonly cause?: Error;
}

function faultError(
  address: Address,
  fault: ConnectionFault,
  { timeout, cause }: Circumstances,
): ConnectionError {
  const at = addressText(address);
  const [message, remedy] = sentences(address, fault, timeout);
  return new ConnectionError(message, { fault, address: at, remedy, cause });
}

function sentences(
  address: Address,
  fault: ConnectionFault,
  timeout?: number,
): [message: string, remedy: string] {
  const at = addressText(address);
  switch (fault) {
    case "unknown-host":
      return [
        `The SSH host ${address.host} is unknown: no address was found for its name.`,
        "Correct PROXMOX_SSH_HOST (the API host where it is not set), or use the node's IP address.",
      ];
    case "refused":
      return [
        `Nothing listens for SSH at ${at}: the connection was refused.`,
        "Check PROXMOX_SSH_PORT, and that sshd runs on the node (`systemctl status ssh`).",
      ];
    case "unreachable":
      return [
        `No route leads to ${at}.`,
        "Check the address and that this machine is in a network that reaches the node.",
      ];
    case "silent":
      return [
        `${at} did not answer SSH${timeout === undefined ? "" : ` within ${timeout / 1000} s`}.`,
        "The node is off, the address belongs to another network, or a firewall drops the packets.",
      ];
    default:
      return [
        `The SSH connection to ${at} broke while it was being made.`,
        "Try again; when it stays so, look at sshd's log on the node (`journalctl -u ssh`): it may refuse this address.",
      ];
  }
}
