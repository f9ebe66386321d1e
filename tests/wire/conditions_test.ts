import assert from "node:assert/strict";
import { ApiError, ParameterError } from "../../src/wire/errors.ts";
import * as conditions from "../../src/wire/conditions.ts";

function said(reason: string): ApiError {
  return new ApiError("failed", { status: 500, reason, method: "GET", path: "/x" });
}

Deno.test("a lock is named, from an error and from a task's words alike", () => {
  assert.equal(conditions.lockOf(said("VM is locked (backup)")), "backup");
  assert.equal(conditions.lockOf("CT is locked (snapshot)"), "snapshot");
  assert.equal(conditions.lockOf("TASK ERROR: VM is locked (snapshot-delete)"), "snapshot-delete");
  assert.equal(conditions.lockOf(said("VM 100 not running")), undefined);
  assert.equal(conditions.lockOf(new Error("VM is locked (backup)")), undefined);
});

/** Each of Proxmox's recorded messages with the one condition that it shows. */
const shown: readonly (readonly [keyof typeof conditions, string])[] = [
  ["isLockTimeout", "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout"],
  ["isLockTimeout", "cfs-lock 'file-storage_cfg' error: got lock request timeout"],
  ["isMissingGuest", "Configuration file 'nodes/pve/qemu-server/999.conf' does not exist"],
  ["isMissingGuest", "Configuration file 'nodes/pve2/lxc/110.conf' does not exist"],
  ["isMissingGuest", "unable to find configuration file for VM 210 on node 'pve'"],
  ["isNotRunning", "VM 200 not running"],
  ["isNotRunning", "VM 200 is not running"],
  ["isNotRunning", "CT 100 not running"],
  ["isRunning", "CT 100 already running"],
  ["isRunning", "VM 200 is running - destroy failed"],
  ["isRunning", "unable to destroy CT 100 - container is running"],
  ["isRunning", "can't migrate running VM without --online"],
  ["isRunning", "can't migrate running container without --online or --restart"],
  ["isNoQuorum", "cluster not ready - no quorum?"],
  ["isNoQuorum", "create user failed: cfs-lock 'file-user_cfg' error: no quorum!"],
  ["isNoQuorum", "error with cfs lock 'x': no quorum!"],
  ["isNoQuorum", "unable to open file '/etc/pve/nodes/pve/lxc/101.conf.tmp.251' - Permission denied"],
  ["isAgentAbsent", "No QEMU guest agent configured"],
  ["isAgentAbsent", "QEMU guest agent is not running"],
  ["isUnknownNode", "hostname lookup 'nosuch' failed - failed to get address info for: nosuch: x"],
  ["isUnknownNode", "no such cluster node 'pve2'"],
  ["isUnknownNode", "proxy loop detected"],
  ["isChangedMeanwhile", "detected modified configuration - file changed by other user? Try again."],
  ["isChangedMeanwhile", "checksum mismatch (file change by other user?)"],
  ["isTaken", "unable to create VM 100 - CT 100 already exists on node 'pve'"],
  ["isTaken", "create storage failed: storage ID 'extra' already defined"],
];

const predicates = {
  isLockTimeout: conditions.isLockTimeout,
  isMissingGuest: conditions.isMissingGuest,
  isNotRunning: conditions.isNotRunning,
  isRunning: conditions.isRunning,
  isNoQuorum: conditions.isNoQuorum,
  isAgentAbsent: conditions.isAgentAbsent,
  isUnknownNode: conditions.isUnknownNode,
  isChangedMeanwhile: conditions.isChangedMeanwhile,
  isTaken: conditions.isTaken,
};

Deno.test("each of Proxmox's messages shows its own condition and no other", () => {
  for (const [expected, reason] of shown) {
    for (const [name, holds] of Object.entries(predicates)) {
      assert.equal(holds(said(reason)), name === expected, `${name}: ${reason}`);
    }
  }
});

Deno.test("the agent's faults are told apart", () => {
  assert.equal(conditions.agentFault("No QEMU guest agent configured"), "not-configured");
  assert.equal(conditions.agentFault("QEMU guest agent is not running"), "not-running");
  assert.equal(conditions.agentFault("VM 300 qga command 'guest-exec' failed - got timeout"), "timeout");
  assert.equal(
    conditions.agentFault("Agent error: Command guest-exec has been disabled for this instance"),
    "forbidden",
  );
  assert.equal(conditions.agentFault("Agent error: failed to open file '/nosuch'"), undefined);
});

Deno.test("a vmid that is taken shows in the messages by parameter as well", () => {
  const error = new ParameterError("failed", {
    status: 400,
    reason: "Parameter verification failed.",
    parameters: { vmid: "VM 100 already exists" },
    method: "GET",
    path: "/cluster/nextid",
  });
  assert.equal(conditions.isTaken(error), true);
});
