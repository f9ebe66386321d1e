import type { X509Certificate } from "@peculiar/x509";
import { formatFingerprint, type NodeCertificate } from "../cluster/node_certificate.ts";

/** What the server presents, and what a client needs to trust it. */
export interface ServerCertificate {
  /** Private key of the leaf, PKCS 8 PEM. */
  readonly keyPem: string;
  /** The leaf, `pve-ssl.pem`. */
  readonly leaf: NodeCertificate;
  /** The cluster's own authority, `pve-root-ca.pem`; the leaf itself when self-signed. */
  readonly authority: NodeCertificate;
}

/** `ca`: signed by the cluster's authority; `self-signed`: no authority at all; `expired`: signed, but outdated. */
export type CertificateKind = "ca" | "self-signed" | "expired";

const KEYS = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 24 * 60 * 60 * 1000;

/** Makes an authority and a node certificate signed by it, as a new cluster has them. */
export async function makeCertificate(
  kind: CertificateKind,
  node: { readonly name: string; readonly ip: string; readonly hostname: string },
): Promise<ServerCertificate> {
  // Loaded here and not at the top: the program starts without a simulator far more often than with one.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = await crypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
  const caKeys = await crypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
  const now = Date.now();
  const caSubject = `CN=Proxmox Virtual Environment, OU=${crypto.randomUUID()}, O=PVE Cluster Manager CA`;
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: caSubject,
    notBefore: new Date(now - 400 * DAY),
    notAfter: new Date(now + 3250 * DAY),
    signingAlgorithm: KEYS,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const names = ["127.0.0.1", "::1", "localhost", node.hostname, node.ip, node.name, `${node.name}.lan`];
  const unique = [...new Set(names)];
  const subject = `OU=PVE Cluster Node, O=Proxmox Virtual Environment, CN=${node.name}.lan`;
  const validity = kind === "expired"
    ? { notBefore: new Date(now - 400 * DAY), notAfter: new Date(now - DAY) }
    : { notBefore: new Date(now - DAY), notAfter: new Date(now + 729 * DAY) };
  const extensions = [
    new x509.SubjectAlternativeNameExtension(
      unique.map((value) => ({ type: isAddress(value) ? ("ip" as const) : ("dns" as const), value })),
    ),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
  ];
  const common = { serialNumber: serialNumber(), ...validity, signingAlgorithm: KEYS, extensions };
  const leaf = kind === "self-signed"
    ? await x509.X509CertificateGenerator.createSelfSigned({ ...common, name: subject, keys })
    : await x509.X509CertificateGenerator.create({
      ...common,
      subject,
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
    });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  const authority = kind === "self-signed" ? leaf : ca;
  return {
    keyPem: x509.PemConverter.encode(key, "PRIVATE KEY"),
    leaf: await describe(leaf, "pve-ssl.pem", unique),
    authority: await describe(authority, "pve-root-ca.pem", []),
  };
}

async function describe(
  certificate: X509Certificate,
  filename: string,
  san: readonly string[],
): Promise<NodeCertificate> {
  return {
    filename,
    pem: certificate.toString("pem"),
    fingerprint: formatFingerprint(new Uint8Array(await certificate.getThumbprint("SHA-256"))),
    subject: slashed(certificate.subject),
    issuer: slashed(certificate.issuer),
    notbefore: Math.floor(certificate.notBefore.getTime() / 1000),
    notafter: Math.floor(certificate.notAfter.getTime() / 1000),
    san,
  };
}

function serialNumber(): string {
  return crypto.randomUUID().replaceAll("-", "").replace(/^[89a-f]/, "1");
}

function isAddress(value: string): boolean {
  return value.includes(":") || /^[\d.]+$/.test(value);
}

/** `OU=a, CN=b` as `/OU=a/CN=b`, the form Proxmox shows. */
function slashed(name: string): string {
  return `/${name.split(", ").join("/")}`;
}
