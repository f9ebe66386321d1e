import { ExplainedError } from "../../text/explained.ts";
import { type Addresses, addressProperties } from "./addresses.ts";
import { PropertyString } from "../property_string.ts";

/** A text that was given as SSH public keys and holds something else. */
export class SshKeyError extends ExplainedError {
  override readonly name = "SshKeyError";
}

/** Value of `ipconfigN`: a new one, or the present one with some addresses changed. */
export function ipConfig(addresses: Addresses, current?: string): string {
  return PropertyString.parse(current).with(addressProperties(addresses)).toString();
}

const publicKey =
  /^(?:ssh-[a-z0-9-]+|ecdsa-sha2-[a-z0-9-]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]{16,}={0,3}(?: .*)?$/;

/**
 * SSH public keys, one to a line, as containers take them (`ssh-public-keys`).
 *
 * @throws {SshKeyError} naming the first line that is no public key; a private one is not repeated.
 */
export function sshKeyLines(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
  const wrong = lines.findIndex((line) => !publicKey.test(line));
  if (lines.length > 0 && wrong < 0) return lines.join("\n");
  throw new SshKeyError(
    /PRIVATE KEY/.test(text)
      ? "ssh_keys holds a private key, which must not be given away; nothing was sent."
      : lines.length === 0
      ? "ssh_keys is empty."
      : `Line ${wrong + 1} of ssh_keys is no SSH public key.`,
    { remedy: "Give public keys as they stand in a .pub file, one to a line: ssh-ed25519 AAAA... comment" },
  );
}

/** The same as VMs take them (`sshkeys`): percent-encoded, and encoded once more by the wire (pve-facts 1.3). */
export function sshKeysOption(text: string): string {
  // Of what encodeURIComponent leaves alone, Proxmox's check refuses none; spaces must be %20, not +.
  return encodeURIComponent(sshKeyLines(text));
}
