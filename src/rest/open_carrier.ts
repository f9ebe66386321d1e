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
      try {
        return openFetchCarrier(tls.kind === "ca" ? [tls.pem] : [], limit);
      } catch (error) {
        if (tls.kind !== "ca") throw error;
        throw new WireError(`The file ${tls.file} holds no certificate that could be trusted.`, {
          remedy:
            "PROXMOX_CA_FILE must be a copy of /etc/pve/pve-root-ca.pem, or another PEM file with the authority.",
          cause: error,
        });
      }
    }
  }
}
