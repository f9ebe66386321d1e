import { serverName } from "./server_name.ts";

/** What a server's certificate says of itself, read without trusting it. */
export interface SeenCertificate {
  /** SHA-256, 32 upper-case hexadecimal pairs joined by colons. */
  readonly fingerprint: string;
  /** Host names and addresses it is made out to. */
  readonly names: readonly string[];
  /** Who signed it, by common name. */
  readonly issuer: string;
  readonly selfSigned: boolean;
  /** As the TLS library writes it, in GMT. */
  readonly validFrom: string;
  readonly validTo: string;
}

/**
 * Looks at the certificate a server shows, over a connection of its own that carries no request.
 *
 * Answers undefined when there is nothing to be seen before the signal fires; used only to explain an error.
 */
export async function seenCertificate(
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<SeenCertificate | undefined> {
  const tls = await import("node:tls");
  if (signal.aborted) return undefined;
  return await new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port,
      rejectUnauthorized: false,
      ...serverName(host),
    });
    const end = (seen: SeenCertificate | undefined) => {
      signal.removeEventListener("abort", giveUp);
      socket.destroy();
      resolve(seen);
    };
    const giveUp = () => end(undefined);
    signal.addEventListener("abort", giveUp, { once: true });
    socket.once("error", giveUp);
    socket.once("secureConnect", () => {
      const shown = socket.getPeerCertificate();
      end({
        fingerprint: shown.fingerprint256,
        names: (shown.subjectaltname ?? "").split(/,\s*/)
          .map((name) => name.replace(/^(?:DNS|IP Address):/, "")).filter((name) => name !== ""),
        issuer: first(shown.issuer?.CN),
        selfSigned: first(shown.issuer?.CN) === first(shown.subject?.CN),
        validFrom: shown.valid_from,
        validTo: shown.valid_to,
      });
    });
  });
}

function first(name: string | readonly string[] | undefined): string {
  return (typeof name === "string" ? name : name?.[0]) ?? "";
}
