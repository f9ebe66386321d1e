import type { X509Certificate } from "@peculiar/x509";
import { formatFingerprint, type NodeCertificate } from "../cluster/node_certificate.ts";

/** What a server presents, and what a client needs to trust it. */
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

/** Whom a certificate is for. */
export interface CertifiedNode {
  readonly name: string;
  readonly ip: string;
  /** The address it is really reached under. */
  readonly hostname: string;
}

const KEYS = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 24 * 60 * 60 * 1000;

/** The authority that a new cluster makes for itself, and the certificates it signs for the nodes. */
export class CertificateAuthority {
  readonly #x509: typeof import("@peculiar/x509");
  readonly #keys: CryptoKeyPair;
  readonly #certificate: X509Certificate;

  private constructor(
    x509: typeof import("@peculiar/x509"),
    keys: CryptoKeyPair,
    certificate: X509Certificate,
  ) {
    this.#x509 = x509;
    this.#keys = keys;
    this.#certificate = certificate;
  }

  /** Makes a new authority. */
  static async create(): Promise<CertificateAuthority> {
    // Loaded here and not at the top: the program starts without a simulator far more often than with one.
    await import("reflect-metadata");
    const x509 = await import("@peculiar/x509");
    const keys = await crypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: `CN=Proxmox Virtual Environment, OU=${crypto.randomUUID()}, O=PVE Cluster Manager CA`,
      notBefore: new Date(Date.now() - 400 * DAY),
      notAfter: new Date(Date.now() + 3250 * DAY),
      signingAlgorithm: KEYS,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    });
    return new CertificateAuthority(x509, keys, certificate);
  }

  /** Makes a certificate for a node. */
  async certify(node: CertifiedNode, kind: CertificateKind): Promise<ServerCertificate> {
    const keys = await crypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
    const names = [
      ...new Set(["127.0.0.1", "::1", "localhost", node.hostname, node.ip, node.name, `${node.name}.lan`]),
    ];
    const leaf = kind === "self-signed"
      ? await this.#selfSigned(node, names, keys)
      : await this.#x509.X509CertificateGenerator.create({
        ...this.#common(names, kind),
        subject: subjectOf(node),
        issuer: this.#certificate.subject,
        publicKey: keys.publicKey,
        signingKey: this.#keys.privateKey,
      });
    return {
      keyPem: this.#x509.PemConverter.encode(
        await crypto.subtle.exportKey("pkcs8", keys.privateKey),
        "PRIVATE KEY",
      ),
      leaf: await describe(leaf, "pve-ssl.pem", names),
      authority: await describe(kind === "self-signed" ? leaf : this.#certificate, "pve-root-ca.pem", []),
    };
  }

  #selfSigned(node: CertifiedNode, names: readonly string[], keys: CryptoKeyPair): Promise<X509Certificate> {
    const common = this.#common(names, "self-signed");
    return this.#x509.X509CertificateGenerator.createSelfSigned({ ...common, name: subjectOf(node), keys });
  }

  #common(names: readonly string[], kind: CertificateKind) {
    const x509 = this.#x509;
    const now = Date.now();
    return {
      serialNumber: serialNumber(),
      notBefore: new Date(kind === "expired" ? now - 400 * DAY : now - DAY),
      notAfter: new Date(kind === "expired" ? now - DAY : now + 729 * DAY),
      signingAlgorithm: KEYS,
      extensions: [
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isAddress(value) ? ("ip" as const) : ("dns" as const), value })),
        ),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      ],
    };
  }
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

function subjectOf(node: CertifiedNode): string {
  return `OU=PVE Cluster Node, O=Proxmox Virtual Environment, CN=${node.name}.lan`;
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
