import { trust } from "./declared/connection.ts";
import { type FileAccess, fileFault } from "./files.ts";
import type { Findings } from "./findings.ts";
import { type Resolved, shown } from "./resolved.ts";
import type { TlsTrust } from "./settings.ts";

/** Which certificate to trust: the pinned one, else the one of a certificate authority, else the system's. */
export async function readTrust(values: Resolved, files: FileAccess, findings: Findings): Promise<TlsTrust> {
  const fingerprint = values.get(trust.fingerprint);
  const caFile = values.path(trust.caFile);
  const verify = values.get(trust.verifySsl);
  if (!verify && (fingerprint !== undefined || caFile !== undefined)) {
    const kept = fingerprint === undefined ? trust.caFile : trust.fingerprint;
    findings.warn(
      `${values.name(trust.verifySsl)} has no effect, because ${
        values.name(kept)
      } says what to trust: remove one of them.`,
    );
  }
  if (fingerprint !== undefined) return readFingerprint(fingerprint, values, findings);
  if (caFile !== undefined) {
    return { kind: "ca", file: caFile, pem: await readPem(caFile, values, files, findings) };
  }
  if (verify) return { kind: "system" };
  findings.warn(
    `${values.name(trust.verifySsl)} is false, so anybody on the way to Proxmox can read the login: ` +
      "set PROXMOX_FINGERPRINT instead (proxmox-mcp doctor shows it).",
  );
  return { kind: "insecure" };
}

function readFingerprint(text: string, values: Resolved, findings: Findings): TlsTrust {
  const digits = text.replace(/^.*?sha-?256(?: fingerprint)?[:=]/i, "").replace(/[:\s]/g, "");
  if (/^[0-9a-f]{64}$/i.test(digits)) {
    return { kind: "fingerprint", sha256: (digits.toUpperCase().match(/../g) ?? []).join(":") };
  }
  const fault = /^[0-9a-f]{40}$/i.test(digits)
    ? "is a SHA-1 fingerprint: give the SHA-256 one"
    : /^SHA256:[A-Za-z0-9+/]{43}=?$/.test(text.trim())
    ? "is the fingerprint of an SSH host key: it belongs in PROXMOX_SSH_HOST_KEY"
    : `is ${
      shown(text)
    }, but must be 32 hexadecimal pairs with colons, as Proxmox shows them (node, System, ` +
      "Certificates) and as openssl x509 -noout -fingerprint -sha256 prints them";
  findings.mistake(`${values.name(trust.fingerprint)} ${fault}.`);
  return { kind: "system" };
}

async function readPem(
  path: string,
  values: Resolved,
  files: FileAccess,
  findings: Findings,
): Promise<string> {
  const name = values.name(trust.caFile);
  try {
    const pem = await files.read(path);
    if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
    findings.mistake(
      `${name} names ${path}, which holds no certificate in PEM form: copy /etc/pve/pve-root-ca.pem there.`,
    );
  } catch (error) {
    findings.mistake(
      `${name} names ${path}, which ${
        fileFault(error)
      }: copy /etc/pve/pve-root-ca.pem there, or set PROXMOX_FINGERPRINT.`,
    );
  }
  return "";
}
