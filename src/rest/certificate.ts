import { CertificateError } from "../wire/errors.ts";
import { inline } from "../text/foreign.ts";
import type { CarrierFault } from "./fault.ts";
import type { SeenCertificate } from "./probe.ts";
import { addressOf, type RestSettings } from "./settings.ts";

type Reached = Pick<RestSettings, "host" | "port" | "tls">;

/**
 * Makes the error for a certificate that is not trusted: what is wrong with it, its fingerprint, and the setting that
 * trusts it once it has been compared on the node.
 *
 * @param seen The certificate as a look at it showed, or undefined where there was nothing to see.
 */
export function certificateError(
  settings: Reached,
  fault: CarrierFault,
  seen: SeenCertificate | undefined,
): CertificateError {
  const fingerprint = fault.fingerprint ?? seen?.fingerprint;
  const what = sentence(settings, fault, seen);
  const shown = fingerprint === undefined ? "" : ` Its SHA-256 fingerprint is ${fingerprint}.`;
  return new CertificateError(`${what}${shown}`, {
    address: addressOf(settings),
    fingerprint,
    remedy: remedy(fault, seen, fingerprint),
    cause: fault.cause,
  });
}

function sentence(settings: Reached, fault: CarrierFault, seen: SeenCertificate | undefined): string {
  const its = `The certificate of ${addressOf(settings)}`;
  switch (fault.certificate) {
    case "wrong-pin":
      return `${its} is not the one that PROXMOX_FINGERPRINT pins${
        settings.tls.kind === "fingerprint" ? ` (${settings.tls.sha256})` : ""
      }.`;
    case "wrong-name": {
      const names = seen?.names.map((name) => inline(name)).slice(0, 8).join(", ") ?? "";
      return `${its} is not made out to "${settings.host}"${names === "" ? "" : ` but to ${names}`}.`;
    }
    case "expired":
      return `${its} expired${seen === undefined ? "" : ` on ${seen.validTo}`}.`;
    case "not-yet-valid":
      return `${its} is not valid before ${
        seen?.validFrom ?? "a later date"
      }; is this machine's clock right?`;
    case "unknown-issuer":
      if (seen?.selfSigned === true) return `${its} is self-signed, so nothing vouches for it.`;
      return `${its} is signed by ${
        seen === undefined || seen.issuer === "" ? "an authority" : `"${inline(seen.issuer)}"`
      }, which ${
        settings.tls.kind === "ca"
          ? "neither this machine's roots nor PROXMOX_CA_FILE hold"
          : "this machine does not know"
      }.`;
    default:
      return `${its} is not acceptable: ${fault.message}.`;
  }
}

function remedy(
  fault: CarrierFault,
  seen: SeenCertificate | undefined,
  fingerprint: string | undefined,
): string {
  const compare =
    "`openssl x509 -noout -fingerprint -sha256 -in /etc/pve/local/pve-ssl.pem` shows on the node " +
    "(`/etc/pve/local/pveproxy-ssl.pem` where that file exists)";
  const line = fingerprint === undefined ? "" : `PROXMOX_FINGERPRINT=${fingerprint}`;
  const pin = line === "" ? "" : `If it is the one that ${compare}, trust it with the line\n${line}`;
  switch (fault.certificate) {
    case "wrong-pin":
      return `Proxmox renews its certificates, and each node has its own. ${pin}\nIf it differs, something sits ` +
        "between here and the node: do not trust it.";
    case "wrong-name": {
      const names = (seen?.names ?? []).filter((name) => !/^(?:localhost|127\.0\.0\.1|::1)$/.test(name));
      const host = names.length === 0 ? "" : `Set PROXMOX_HOST to one of these names. `;
      return `${host}${pin}`;
    }
    case "expired":
      return `On the node, \`pvecm updatecerts -f && systemctl restart pveproxy\` makes a new one. ${pin}`;
    case "not-yet-valid":
      return `Set the clock, or: ${pin}`;
    default:
      return `${pin}\nOr trust the whole cluster with PROXMOX_CA_FILE=<a copy of /etc/pve/pve-root-ca.pem>.`
        .trim();
  }
}
