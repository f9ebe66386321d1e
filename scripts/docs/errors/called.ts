import { remedyFor } from "../../../src/proxmox/remedy.ts";
import { explainedFault } from "../../../src/rest/connection_errors.ts";
import { certificateError } from "../../../src/rest/certificate.ts";
import { CarrierFault } from "../../../src/rest/fault.ts";
import { parseHostKey } from "../../../src/ssh/host_key.ts";
import { hostKeyError } from "../../../src/ssh/host_key_error.ts";
import { socketError } from "../../../src/ssh/socket.ts";
import { ExplainedError } from "../../../src/text/explained.ts";
import { authenticationError } from "../../../src/wire/authentication.ts";
import type { ConnectionFault } from "../../../src/wire/errors.ts";
import { permissionError } from "../../../src/wire/permission.ts";
import type { KnownError } from "./thrown.ts";

/** Sentences that functions put together are had by calling the functions, with an example cluster. */
const example = { host: "pve.example", port: 8006, tls: { kind: "system" } } as const;
const fingerprint = `A1:B2:${"00:".repeat(29)}FF`;
const token = { kind: "token", id: "mcp@pve!look", secret: "00000000-0000-0000-0000-000000000000" } as const;

/** Why the API cannot be reached, by each fault of a connection. */
export async function connectionErrors(): Promise<readonly KnownError[]> {
  const faults: readonly ConnectionFault[] = [
    "unknown-host",
    "refused",
    "unreachable",
    "silent",
    "not-tls",
    "reset",
  ];
  const errors = faults.map((fault) =>
    explainedFault(example, new CarrierFault("", { fault, sent: false }), AbortSignal.timeout(1))
  );
  return (await Promise.all(errors)).map(known);
}

/** What is wrong with a certificate. */
export function certificateErrors(): readonly KnownError[] {
  const seen = {
    ...{ fingerprint, names: ["pve1", "10.0.0.1"], issuer: "Proxmox Virtual Environment", selfSigned: false },
    ...{ validFrom: "Nov 28 09:30:00 2026 GMT", validTo: "Nov 28 09:30:00 2028 GMT" },
  };
  return (["unknown-issuer", "wrong-name", "expired", "not-yet-valid", "wrong-pin"] as const).map(
    (certificate) => {
      const fault = new CarrierFault("", { fault: "certificate", sent: false, certificate, fingerprint });
      return known(certificateError(example, fault, seen));
    },
  );
}

/** What is wrong with a login, by Proxmox's own words. */
export function loginErrors(): readonly KnownError[] {
  const failure = { status: 401, method: "GET", path: "/version" } as const;
  const reasons = [
    "no such token 'look' for user 'mcp@pve'",
    "invalid token value!",
    "token 'look' access expired",
    "No ticket",
    "",
  ];
  return [
    ...reasons.map((reason) => authenticationError({ ...failure, reason }, token)),
    authenticationError({ ...failure, reason: "authentication failure" }, {
      kind: "password",
      user: "root@pam",
      password: "secret",
    }),
    permissionError(
      {
        ...failure,
        status: 403,
        reason: "Permission check failed (/vms/100, VM.PowerMgmt)",
        path: "/nodes/pve1/qemu/100/status/start",
      },
      token,
    ),
  ].map(known);
}

/** Why a node cannot be reached over SSH, and what is wrong with its host key. */
export function sshErrors(): readonly KnownError[] {
  const address = { host: "pve.example", port: 22 };
  const codes = ["ENOTFOUND", "ECONNREFUSED", "EHOSTUNREACH", "ETIMEDOUT", "ECONNRESET"];
  const context = {
    address,
    knownHostsFile: "~/.ssh/known_hosts",
    trust: { fingerprints: [], knownHosts: [], names: ["pve.example"] },
  };
  // An Ed25519 key of zeros, in the form in which servers show theirs.
  const blob = [0, 0, 0, 11, ...new TextEncoder().encode("ssh-ed25519"), 0, 0, 0, 32, ...new Uint8Array(32)];
  const shown = parseHostKey(new Uint8Array(blob));
  if (shown === undefined) throw new Error("The example of a host key is none.");
  return [
    ...codes.map((code) => socketError(address, Object.assign(new Error(code), { code }))),
    hostKeyError(context, shown, { kind: "unknown", authority: false }),
    hostKeyError(context, shown, { kind: "changed", expected: ["SHA256:..."] }),
  ].map(known);
}

/** What Proxmox itself says now and then, in its own words. */
const proxmoxSays = [
  "VM is locked (backup)",
  "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout",
  "cluster not ready - no quorum?",
  "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist",
  "VM 100 not running",
  "VM 100 already running",
  "hostname lookup 'pve9' failed - failed to get address info for: pve9: Name or service not known",
  "detected modified configuration - file changed by other user? Try again.",
  "No QEMU guest agent configured",
  "QEMU guest agent is not running",
  "VM 100 qga command 'guest-exec' failed - got timeout",
  "Command guest-exec has been disabled",
  "no space left on device",
  "volume 'local:iso/missing.iso' does not exist",
  "storage 'nas' is not online",
  "you can't start a vm if it's a template",
  "VM quit/powerdown failed - got timeout",
  "snapshot feature is not available",
  "snapshot name 'daily' already used",
  "snapshot 'daily' does not exist",
  "can't rollback, 'daily' is not most recent snapshot on 'vm-100-disk-0'",
  "migration aborted",
  "unexpected status",
  "start failed: QEMU exited with code 1",
];

/** What helps against each of these. @throws {Error} when nothing is known against one. */
export function proxmoxErrors(): readonly KnownError[] {
  return proxmoxSays.map((message) => {
    const remedy = remedyFor(message);
    if (remedy === "") throw new Error(`Nothing is known against ${JSON.stringify(message)}.`);
    return { message, remedy };
  });
}

function known(error: unknown): KnownError {
  if (!(error instanceof ExplainedError)) throw new TypeError("This is no error for people.");
  return { message: error.message, remedy: error.remedy };
}
