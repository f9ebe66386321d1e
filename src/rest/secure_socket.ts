import type { TLSSocket } from "node:tls";
import type { TlsTrust } from "../config/settings.ts";
import { carrierFault } from "./fault.ts";
import { pinFault } from "./pin.ts";
import { serverName } from "./server_name.ts";
import type { RestSettings } from "./settings.ts";

/**
 * Connects to Proxmox and trusts its certificate, or does not, as the settings say; nothing is written yet.
 *
 * Rejects with a {@linkcode CarrierFault}, or with the signal's reason when it fires.
 */
export async function openSecureSocket(
  settings: Pick<RestSettings, "host" | "port" | "tls">,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const tls = await import("node:tls");
  signal.throwIfAborted();
  const { host, port } = settings;
  const socket = tls.connect({
    host,
    port,
    ALPNProtocols: ["http/1.1"],
    ...serverName(host),
    ...trustOf(settings.tls, tls.rootCertificates),
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason);
  const fail = (error: Error) => reject(carrierFault(error, false));
  signal.addEventListener("abort", abort, { once: true });
  socket.once("error", fail);
  socket.once("secureConnect", () => {
    const fault = pinFault(socket, settings.tls.kind === "fingerprint" ? [settings.tls.sha256] : undefined);
    if (fault === undefined) resolve();
    else reject(fault);
  });
  try {
    await promise;
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    socket.off("error", fail);
    signal.removeEventListener("abort", abort);
  }
}

function trustOf(trust: TlsTrust, roots: readonly string[]) {
  switch (trust.kind) {
    case "system":
      return {};
    case "ca":
      // Node's option replaces the roots, while a CA file is meant to be trusted beside them.
      return { ca: [...roots, trust.pem] };
    case "fingerprint":
    case "insecure":
      return { rejectUnauthorized: false };
  }
}
