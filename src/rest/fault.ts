import type { ConnectionFault } from "../wire/errors.ts";

/** What went wrong with a certificate, in the TLS library's terms. */
export type CertificateFault =
  | "unknown-issuer"
  | "wrong-name"
  | "expired"
  | "not-yet-valid"
  | "wrong-pin"
  | "other";

/** Why a carrier could not bring an answer; both carriers' errors are read into this one form. */
export class CarrierFault extends Error {
  override readonly name = "CarrierFault";
  readonly fault: ConnectionFault;
  /** Whether any byte of the request may have left; a change is lost only then. */
  readonly sent: boolean;
  readonly certificate: CertificateFault | undefined;
  /** Fingerprint of the certificate that was refused, where the carrier saw it. */
  readonly fingerprint: string | undefined;

  constructor(
    message: string,
    options: {
      readonly fault: ConnectionFault;
      readonly sent: boolean;
      readonly certificate?: CertificateFault | undefined;
      readonly fingerprint?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.fault = options.fault;
    this.sent = options.sent;
    this.certificate = options.certificate;
    this.fingerprint = options.fingerprint;
  }
}

/** Node's error codes and the words of Deno's TLS and HTTP libraries, in the order in which they are tried. */
const faults: readonly (readonly [RegExp, ConnectionFault])[] = [
  [/invalid peer certificate|CERT_|_CERT|UNABLE_TO_VERIFY|ERR_TLS_CERT_ALTNAME/, "certificate"],
  [/ENOTFOUND|EAI_AGAIN|dns error|failed to lookup address|invalid dns name/, "unknown-host"],
  [/ECONNREFUSED|connection refused/i, "refused"],
  [
    /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|no route to host|network is unreachable|host is (?:down|unreachable)/i,
    "unreachable",
  ],
  [/ETIMEDOUT|timed out/i, "silent"],
  [
    /ERR_SSL_WRONG_VERSION_NUMBER|InvalidContentType|corrupt message|invalid HTTP version|Parse Error|HPE_/,
    "not-tls",
  ],
  [
    /ECONNRESET|EPIPE|connection reset|broken pipe|socket hang up|aborted|reading a body|peer closed|closed before/i,
    "reset",
  ],
];

const certificateFaults: readonly (readonly [RegExp, CertificateFault])[] = [
  [/CERT_HAS_EXPIRED|certificate expired|: Expired/i, "expired"],
  [/CERT_NOT_YET_VALID|not valid yet|NotValidYet/i, "not-yet-valid"],
  [/ALTNAME|not valid for name|NotValidForName/i, "wrong-name"],
  [/UnknownIssuer|UNABLE_TO_|SELF_SIGNED|CaUsedAsEndEntity/, "unknown-issuer"],
];

/**
 * Reads a library's error into a fault: the reason hides in the chain of causes, in a code or in words.
 *
 * `sent` says whether the request may have left, where the caller knows better than the error does.
 */
export function carrierFault(error: unknown, sent: boolean): CarrierFault {
  const reason = reasonOf(error);
  const fault = faults.find(([pattern]) => pattern.test(reason))?.[1] ?? "closed";
  return new CarrierFault(reason, {
    fault,
    sent,
    certificate: fault !== "certificate"
      ? undefined
      : certificateFaults.find(([pattern]) => pattern.test(reason))?.[1] ?? "other",
    cause: error,
  });
}

/** The innermost causes' messages and codes, outermost first, without the empty "fetch failed". */
export function reasonOf(error: unknown): string {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  for (let current = error; current instanceof Error && !seen.has(current); current = current.cause) {
    seen.add(current);
    const code = "code" in current && typeof current.code === "string" ? `${current.code}: ` : "";
    if (current.message !== "" && current.message !== "fetch failed") parts.push(code + current.message);
  }
  return parts.join("; ") || String(error);
}
