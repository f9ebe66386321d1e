import type { TLSSocket } from "node:tls";
import { CarrierFault } from "./fault.ts";

/**
 * Compares the certificate that a server showed with the fingerprints that are trusted.
 *
 * Answers the fault, or undefined when the certificate is one of them or any is trusted (`trusted` undefined).
 */
export function pinFault(
  socket: TLSSocket,
  trusted: readonly string[] | undefined,
): CarrierFault | undefined {
  if (trusted === undefined) return undefined;
  const seen = socket.getPeerCertificate().fingerprint256;
  if (trusted.includes(seen)) return undefined;
  return new CarrierFault(`The certificate's fingerprint is ${seen}, not ${trusted.join(" or ")}.`, {
    fault: "certificate",
    sent: false,
    certificate: "wrong-pin",
    fingerprint: seen,
  });
}
