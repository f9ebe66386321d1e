import assert from "node:assert/strict";
import { PermissionError } from "../../src/wire/errors.ts";
import { apiErrorFrom } from "../../src/wire/failure.ts";
import { grantLines, missingPrivilege } from "../../src/wire/permission.ts";
import { smallestRole } from "../../src/wire/roles.ts";

const token = { kind: "token", id: "mcp@pve!ro", secret: "01234567-89ab-cdef-0123-456789abcdef" } as const;
const password = { kind: "password", user: "mcp@pve", password: "p" } as const;
const start = { method: "POST", path: "/nodes/pve/qemu/100/status/start" } as const;

function refused(reason: string, auth: typeof token | typeof password | undefined = token): PermissionError {
  const error = apiErrorFrom({ ...start, status: 403, reason }, auth);
  assert.ok(error instanceof PermissionError);
  return error;
}

Deno.test("path and privileges are read out of Proxmox's words", () => {
  assert.deepEqual(missingPrivilege("Permission check failed (/vms/100, VM.PowerMgmt)"), {
    aclPath: "/vms/100",
    privileges: ["VM.PowerMgmt"],
    anyOf: false,
  });
  assert.deepEqual(
    missingPrivilege("Permission check failed (/storage/local, Datastore.Audit|Datastore.AllocateSpace)"),
    {
      aclPath: "/storage/local",
      privileges: ["Datastore.Audit", "Datastore.AllocateSpace"],
      anyOf: true,
    },
  );
  assert.deepEqual(missingPrivilege("Permission check failed (/vms/100, VM.Config.Disk, VM.Config.CPU)"), {
    aclPath: "/vms/100",
    privileges: ["VM.Config.Disk", "VM.Config.CPU"],
    anyOf: false,
  });
  assert.deepEqual(missingPrivilege("Permission check failed (, Sys.Audit)")?.aclPath, "/");
});

Deno.test("words that name no privilege are not taken for one", () => {
  for (
    const reason of [
      "Permission check failed",
      "Permission check failed (user != root@pam)",
      "Permission check failed (mount point type bind is only allowed for root@pam)",
      "Permission check failed (URI '/access/password' not available with API token, need proper ticket.\n)",
    ]
  ) assert.equal(missingPrivilege(reason), undefined, reason);
});

Deno.test("a 403 names the privilege, the path and the pveum line that grants it to the token", () => {
  const error = refused("Permission check failed (/vms/100, VM.PowerMgmt)");
  assert.equal(
    error.message,
    "The API token mcp@pve!ro lacks VM.PowerMgmt on /vms/100 for POST /nodes/pve/qemu/100/status/start " +
      "(Proxmox answered 403 Permission check failed (/vms/100, VM.PowerMgmt)).",
  );
  assert.equal(
    error.remedy,
    "On a node, as root: pveum acl modify /vms/100 --tokens 'mcp@pve!ro' --roles PVEVMUser\n" +
      "A token with privilege separation needs the role on the user and on the token: the same line with " +
      "--users 'mcp@pve' where the user lacks it too. A role on a path replaces the roles inherited from the paths " +
      "above it.",
  );
  assert.equal(error.aclPath, "/vms/100");
  assert.deepEqual(error.privileges, ["VM.PowerMgmt"]);
});

Deno.test("a user with a password gets the line for users, without the note on tokens", () => {
  const error = refused(
    "Permission check failed (/storage/local, Datastore.Audit|Datastore.AllocateSpace)",
    password,
  );
  assert.match(
    error.message,
    /^The user mcp@pve lacks Datastore\.Audit or Datastore\.AllocateSpace on \/storage\/local/,
  );
  assert.match(error.remedy, /pveum acl modify \/storage\/local --users 'mcp@pve' --roles PVEAuditor\n/);
  assert.doesNotMatch(error.remedy, /privilege separation/);
  assert.equal(error.anyOf, true);
});

Deno.test("where no built-in role fits, the lines make one that also keeps the right to look", () => {
  assert.deepEqual(grantLines({ aclPath: "/nodes/pve", privileges: ["Sys.Modify"], anyOf: false }, token), [
    'pveum role add MCP-Sys-Modify --privs "Sys.Audit Sys.Modify"',
    "pveum acl modify /nodes/pve --tokens 'mcp@pve!ro' --roles MCP-Sys-Modify",
  ]);
});

Deno.test("the smallest role is the one that adds least, looking counted least", () => {
  assert.equal(smallestRole(["VM.Audit"], false), "PVEAuditor");
  assert.equal(smallestRole(["VM.Clone"], false), "PVETemplateUser");
  assert.equal(smallestRole(["VM.Snapshot", "VM.Snapshot.Rollback"], true), "PVEVMAdmin");
  assert.equal(smallestRole(["Permissions.Modify", "VM.Allocate"], true), "PVEVMAdmin");
  assert.equal(smallestRole(["Permissions.Modify", "VM.Allocate"], false), undefined);
  assert.equal(smallestRole(["Datastore.AllocateSpace"], false), "PVEDatastoreUser");
  assert.equal(smallestRole(["Pool.Audit"], false), "PVEPoolUser");
  assert.equal(smallestRole(["Sys.Syslog"], false), "PVESysAdmin");
});

Deno.test("a 403 that only root@pam escapes says so", () => {
  const error = refused("Permission check failed (user != root@pam)");
  assert.match(
    error.message,
    /^The API token mcp@pve!ro may not POST .*: Proxmox answered 403 Permission check failed/,
  );
  assert.match(error.remedy, /no API token can, not even one of root@pam/);
});

Deno.test("a 403 for tokens alone points at the password login", () => {
  const error = refused(
    "Permission check failed (URI '/access/password' not available with API token, need proper ticket.\n)",
  );
  assert.match(error.remedy, /PROXMOX_USER and PROXMOX_PASSWORD/);
});

Deno.test("a 403 without a word still says where to look", () => {
  assert.match(refused("").remedy, /GET \/access\/permissions/);
});

Deno.test("where Proxmox names no privilege, what is known to be needed is named", () => {
  const needs: readonly (readonly ["POST" | "PUT", string, RegExp])[] = [
    ["POST", "/nodes/pve1/lxc", /^A new guest needs VM\.Allocate on \/vms\/<its vmid> or on \/pool\//],
    ["PUT", "/access/users/ann%40pve/token/agent", /^Another user's token needs User\.Modify on /],
    ["POST", "/nodes/pve1/lxc/100/clone", /^Proxmox does not say which privilege is missing\./],
  ];
  for (const [method, path, says] of needs) {
    const error = apiErrorFrom({ method, path, status: 403, reason: "Permission check failed" }, token);
    assert.match(error.remedy, says);
  }
});
