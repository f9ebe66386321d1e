import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { seenCertificate } from "../../rest/probe.ts";
import { explain } from "../../text/explained.ts";
import { CertificateError } from "../../wire/errors.ts";
import type { ApiVisit } from "./api_visit.ts";
import { type Check, failure, ok, warning } from "./check.ts";
import { failureOf } from "./findings.ts";

/** Milliseconds that a connection gets. */
const connectTime = 5000;

/** The way to the API, one step after the other: name, port, certificate and login. */
export const apiChecks: readonly Check<ApiVisit>[] = [
  {
    name: "host name",
    isEssential: true,
    async look({ cluster: { host } }) {
      try {
        const { address } = await lookup(host);
        return ok(address === host ? `${host} is an address` : `${host} is ${address}`);
      } catch (error) {
        return failure(
          `${host} is not known here: ${explain(error)}`,
          "Check the spelling of PROXMOX_HOST, or set it to the node's IP address.",
        );
      }
    },
  },
  {
    name: "port",
    isEssential: true,
    async look({ cluster: { host, port } }) {
      const fault = await dial(host, port);
      if (fault === undefined) return ok(`${port} takes connections`);
      return failure(
        `${host}:${port} takes no connection: ${fault}`,
        "Check PROXMOX_PORT (usually 8006), a firewall in between, and on the node `systemctl status pveproxy`.",
      );
    },
  },
  {
    name: "certificate",
    isEssential: true,
    async look(visit) {
      const fault = await visit.firstFault();
      if (fault?.error instanceof CertificateError) return failureOf(fault.error);
      const { host, port, tls: { kind } } = visit.cluster;
      if (kind !== "insecure") {
        return ok(
          `trusted by ${{ fingerprint: "its fingerprint", ca: "the CA file", system: "this system" }[kind]}`,
        );
      }
      const seen = await seenCertificate(host, port, AbortSignal.timeout(connectTime));
      return warning(
        "not checked, because PROXMOX_VERIFY_SSL is false",
        "If it is the one that `openssl x509 -noout -fingerprint -sha256 -in /etc/pve/local/pve-ssl.pem` shows on the node, " +
          `replace that setting by\nPROXMOX_FINGERPRINT=${seen?.fingerprint ?? "..."}`,
      );
    },
  },
  {
    name: "login",
    isEssential: true,
    async look(visit) {
      const fault = await visit.firstFault();
      if (fault !== undefined) return failureOf(fault.error);
      const { auth } = visit.cluster;
      return ok(auth?.kind === "token" ? `token ${auth.id}` : `${auth?.user ?? ""} with a password`);
    },
  },
];

/** Opens a connection and closes it; the reason when that fails. */
function dial(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectTime });
    const end = (reason: string | undefined) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end(`nothing answers within ${connectTime / 1000} s`));
    socket.once("error", (error) => end(error.message));
  });
}
