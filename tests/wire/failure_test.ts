import assert from "node:assert/strict";
import {
  type ApiError,
  type ApiFailure,
  NodeUnreachableError,
  ParameterError,
} from "../../src/wire/errors.ts";
import { apiErrorFrom } from "../../src/wire/failure.ts";

const base = { method: "GET", path: "/nodes/pve2/qemu/100/config" } as const;

function failed(failure: Partial<ApiFailure>): ApiError {
  return apiErrorFrom({ ...base, status: 500, reason: "", ...failure });
}

Deno.test("a plain failure shows status, request and Proxmox's words", () => {
  const error = failed({ reason: "storage 'x' does not exist" });
  assert.equal(
    error.message,
    "Proxmox answered 500 to GET /nodes/pve2/qemu/100/config: storage 'x' does not exist.",
  );
  assert.equal(error.remedy, "");
});

Deno.test("refused parameters are named, and the remedy names them too", () => {
  const error = failed({
    status: 400,
    reason: "Parameter verification failed.",
    parameters: { net0: "invalid format - format error\nnet0.bridgee: property is not defined" },
  });
  assert.ok(error instanceof ParameterError);
  assert.equal(
    error.message,
    "Proxmox refuses the parameters of GET /nodes/pve2/qemu/100/config (400): net0: invalid format - format error " +
      "net0.bridgee: property is not defined.",
  );
  assert.match(error.remedy, /^Correct net0; /);
});

Deno.test("foreign characters in Proxmox's words do not reach the message", () => {
  const { message } = failed({ reason: "bad\u001b[31m name \u202e" });
  assert.match(message, /: bad name\.$/);
});

Deno.test("595 says that nothing was done, 596 that the work may go on", () => {
  const gone = failed({ status: 595, reason: "No route to host" });
  assert.ok(gone instanceof NodeUnreachableError);
  assert.equal(
    gone.message,
    "The entry node cannot reach the node pve2 (595 No route to host for GET /nodes/pve2/qemu/100/config); nothing was done.",
  );
  const hung = failed({ status: 596, reason: "Connection timed out" });
  assert.match(hung.message, /^The node pve2 gave no answer in time/);
  assert.match(hung.remedy, /Work already begun goes on/);
});

Deno.test("a 596 for a certificate names the command that mends it", () => {
  const error = failed({ status: 596, reason: "tls_process_server_certificate: certificate verify failed" });
  assert.match(error.remedy, /pvecm updatecerts -f/);
});

Deno.test("501 tells a request that is too large from an endpoint that is not there", () => {
  assert.match(failed({ status: 501, reason: "for data too large" }).remedy, /512 KiB/);
  assert.match(failed({ status: 501, reason: "Method 'GET /x' not implemented" }).remedy, /has no GET/);
});

Deno.test("conditions that Proxmox words alike everywhere come with what helps", () => {
  const remedies: readonly (readonly [string, RegExp])[] = [
    ["VM is locked (backup)", /^The lock "backup" belongs to a running task/],
    ["can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout", /^Another task holds the guest/],
    ["cluster not ready - no quorum?", /no quorum/],
    ["Configuration file 'nodes/pve/lxc/100.conf' does not exist", /proxmox_guest_find/],
    ["VM 100 not running", /start it first/],
    ["CT 100 already running", /shut it down first/],
    ["No QEMU guest agent configured", /set agent=1/],
    ["QEMU guest agent is not running", /qemu-guest-agent is not installed/],
    ["Agent error: Command guest-exec has been disabled for this instance", /forbids this agent command/],
    ["hostname lookup 'PVE2' failed - failed to get address info for: PVE2: x", /proxmox_node_list/],
    ["checksum mismatch (file change by other user?)", /read it again/],
    ["unable to create VM 100 - CT 100 already exists on node 'pve'", /choose another id/],
    ["storage 'x' does not exist", /^$/],
  ];
  for (const [reason, remedy] of remedies) assert.match(failed({ reason }).remedy, remedy, reason);
});
