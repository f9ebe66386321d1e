import { ConnectionError } from "../wire/errors.ts";
import { certificateError } from "./certificate.ts";
import type { CarrierFault } from "./fault.ts";
import { seenCertificate } from "./probe.ts";
import { addressOf, type RestSettings } from "./settings.ts";

type Reached = Pick<RestSettings, "host" | "port" | "tls">;

/**
 * Turns a carrier's fault into the error a person reads; each kind of fault has its own sentence and names the address.
 *
 * A certificate that the carrier refused is looked at once more for its fingerprint, until the signal fires.
 */
export async function explainedFault(
  settings: Reached,
  fault: CarrierFault,
  signal: AbortSignal,
): Promise<ConnectionError> {
  if (fault.fault === "certificate") {
    const seen = fault.certificate === "wrong-pin"
      ? undefined
      : await seenCertificate(settings.host, settings.port, signal);
    return certificateError(settings, fault, seen);
  }
  const address = addressOf(settings);
  return new ConnectionError(sentence(settings, fault, address), {
    fault: fault.fault,
    address,
    remedy: remedy(fault, address),
    cause: fault,
  });
}

/** Makes the error for a server that gave no answer within the deadline, in milliseconds. */
export function silentError(settings: Reached, timeout: number): ConnectionError {
  const address = addressOf(settings);
  return new ConnectionError(`${address} gave no answer within ${timeout / 1000} s.`, {
    fault: "silent",
    address,
    remedy:
      "Either the address is wrong, a firewall drops the packets, or the node is too busy: check PROXMOX_HOST " +
      `with \`curl -k https://${address}/\`, or raise PROXMOX_TIMEOUT.`,
  });
}

/** Makes the error for a request on a wire that was closed. */
export function closedError(settings: Reached): ConnectionError {
  const address = addressOf(settings);
  return new ConnectionError(`The connection to ${address} was closed, because the server ends.`, {
    fault: "closed",
    address,
  });
}

function sentence(settings: Reached, fault: CarrierFault, address: string): string {
  switch (fault.fault) {
    case "unknown-host":
      return `The host name "${settings.host}" (${address}) cannot be found.`;
    case "refused":
      return `${address} refuses the connection.`;
    case "unreachable":
      return `There is no way to ${address} in the network.`;
    case "silent":
      return `${address} does not take the connection in time.`;
    case "not-tls":
      return `${address} answers, but not in HTTPS.`;
    case "reset":
      return `The connection to ${address} broke before the answer was whole.`;
    default:
      return `The connection to ${address} failed: ${fault.message}.`;
  }
}

function remedy(fault: CarrierFault, address: string): string {
  switch (fault.fault) {
    case "unknown-host":
      return "Check the spelling of PROXMOX_HOST, or set it to the node's IP address.";
    case "refused":
      return "Nothing listens there: check PROXMOX_HOST and PROXMOX_PORT (usually 8006), and on the node " +
        "`systemctl status pveproxy`.";
    case "unreachable":
    case "silent":
      return "Check PROXMOX_HOST, the network or VPN, and whether the node is switched on.";
    case "not-tls":
      return "PROXMOX_PORT must be that of pveproxy, usually 8006.";
    default:
      return `If it happens again, look at pveproxy on the node: \`journalctl -u pveproxy\`, and try \`curl -k ` +
        `https://${address}/\`.`;
  }
}
