import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { X509Certificate } from "node:crypto";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 86_400_000;

/** A certificate with its key, as a server needs them. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 as Proxmox shows it. */
  readonly fingerprint: string;
}

/** An authority that signs certificates as a Proxmox cluster's does. */
export interface Authority {
  readonly pem: string;
  sign(
    options?: { readonly names?: readonly string[]; readonly expired?: boolean },
  ): Promise<ServerCertificate>;
}

export async function makeAuthority(name = "Proxmox Virtual Environment"): Promise<Authority> {
  const keys = await makeKeys();
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - 10 * day),
    notAfter: new Date(Date.now() + 10 * day),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  }, crypto);
  return {
    pem: own.toString("pem"),
    sign: async ({ names = ["127.0.0.1", "localhost"], expired = false } = {}) => {
      const leafKeys = await makeKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: "02",
        subject: "CN=pve",
        issuer: own.subject,
        notBefore: new Date(Date.now() - 5 * day),
        notAfter: new Date(Date.now() + (expired ? -day : 5 * day)),
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [new x509.BasicConstraintsExtension(false), alternativeNames(names)],
      }, crypto);
      return await forServer(leaf, leafKeys);
    },
  };
}

export async function makeSelfSigned(): Promise<ServerCertificate> {
  const keys = await makeKeys();
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "03",
    name: "CN=pve",
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    keys,
    signingAlgorithm: algorithm,
    extensions: [alternativeNames(["127.0.0.1"])],
  }, crypto);
  return await forServer(own, keys);
}

let shared: Promise<{ readonly authority: Authority; readonly certificate: ServerCertificate }> | undefined;

/** One authority and one certificate for all tests of a file; making keys costs time. */
export function sharedCertificate() {
  shared ??= makeAuthority().then(async (authority) => ({ authority, certificate: await authority.sign() }));
  return shared;
}

function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function alternativeNames(names: readonly string[]) {
  return new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({ type: /^[\d.]+$/.test(value) ? "ip" as const : "dns" as const, value })),
  );
}

async function forServer(certificate: x509.X509Certificate, keys: CryptoKeyPair): Promise<ServerCertificate> {
  const cert = certificate.toString("pem");
  return {
    cert,
    key: x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY"),
    fingerprint: new X509Certificate(cert).fingerprint256,
  };
}
