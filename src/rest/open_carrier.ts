import type { TlsTrust } from "../config/settings.ts";
import { WireError } from "../wire/errors.ts";
import type { OpenCarrier } from "./carrier.ts";

/**
 * Opens the carrier that the trust setting calls for; what the other one needs is not even loaded.
 *
 * @param limit Bytes that an answer may have.
 * @throws {WireError} when the CA file holds no certificate.
 */
export async function openCarrier(tls: TlsTrust, limit: number): Promise<OpenCarrier> {
  switch (tls.kind) {
    case "fingerprint":
      return await (await import("./pinned_carrier.ts")).openPinnedCarrier([tls.sha256], limit);
    case "insecure":
      return await (await import("./pinned_carrier.ts")).openPinnedCarrier(undefined, limit);
    case "system":
    case "ca": {
      const { openFetchCarrier } = await import("./fetch_carrier.ts");
      if (tls.kind === "system") return openFetchCarrier([], limit);
      try {
        // Deno takes a text without any certificate in silence, and then knows the system's roots alone.
        if (!tls.pem.includes("-----BEGIN CERTIFICATE-----")) throw new Error("no PEM certificate in it");
        return openFetchCarrier([tls.pem], limit);
      } catch (error) {
        throw new WireError(`The file ${tls.file} holds no certificate that could be trusted.`, {
          remedy:
            "PROXMOX_CA_FILE must be a copy of /etc/pve/pve-root-ca.pem, or another PEM file with the authority.",
          cause: error,
        });
      }
    }
  }
}
