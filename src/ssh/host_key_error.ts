import { CertificateError } from "../wire/errors.ts";
import { fingerprintOf, type HostKey, knownHostsLine, knownHostsName } from "./host_key.ts";
import type { HostTrust, Verdict } from "./host_trust.ts";
import { type Address, addressText } from "./socket.ts";

/** What the sentences about a refused host key need besides the key. */
export interface HostKeyContext {
  readonly address: Address;
  readonly trust: HostTrust;
  /** Where a line for `known_hosts` would go. */
  readonly knownHostsFile: string;
}

/** The error for a host key that is not trusted: revoked, changed, or unknown with the setting and the line that trust it. */
export function hostKeyError(
  context: HostKeyContext,
  shown: HostKey,
  verdict: Exclude<Verdict, { readonly kind: "trusted" }>,
): CertificateError {
  const at = addressText(context.address);
  const fingerprint = fingerprintOf(shown);
  switch (verdict.kind) {
    case "revoked":
      return new CertificateError(
        `${at} shows the SSH host key ${fingerprint}, which ${context.knownHostsFile} marks as revoked.`,
        { address: at, fingerprint, remedy: "Do not connect: whoever holds that key is not to be trusted." },
      );
    case "changed":
      return new CertificateError(
        `The SSH host key of ${at} has changed: it shows ${fingerprint} (${shown.type}), expected was ${
          verdict.expected.join(" or ")
        }.`,
        { address: at, fingerprint, remedy: changedRemedy(context) },
      );
    case "unknown":
      return new CertificateError(
        `The SSH host key of ${at} is not known yet: it shows ${fingerprint} (${shown.type}).${
          verdict.authority
            ? " (known_hosts trusts a certificate authority for it, which this client cannot use.)"
            : ""
        }`,
        { address: at, fingerprint, remedy: unknownRemedy(context, shown, fingerprint) },
      );
  }
}

function changedRemedy({ address, trust, knownHostsFile }: HostKeyContext): string {
  const where = trust.fingerprints.length > 0
    ? "correct PROXMOX_SSH_HOST_KEY"
    : `run \`ssh-keygen -R '${
      knownHostsName(address.host, address.port)
    }' -f ${knownHostsFile}\` and add the new key`;
  return "Somebody may be in between, or the node was reinstalled. Compare with `ssh-keygen -lf " +
    `/etc/ssh/ssh_host_ed25519_key.pub\` on the node's console; only when it is the node's own key, ${where}.`;
}

function unknownRemedy(context: HostKeyContext, shown: HostKey, fingerprint: string): string {
  const line = knownHostsLine(knownHostsName(context.address.host, context.address.port), shown);
  return "Compare it with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the node's console. When it is the same, " +
    `set PROXMOX_SSH_HOST_KEY=${fingerprint} or add this line to ${context.knownHostsFile}:\n${line}`;
}
