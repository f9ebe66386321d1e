import assert from "node:assert/strict";
import { normalizePath, Permissions } from "../../../src/simulator/access/permissions.ts";
import { builtInRoles, privileges } from "../../../src/simulator/access/privileges.ts";
import { Clock } from "../../../src/simulator/cluster/clock.ts";
import { Cluster } from "../../../src/simulator/cluster/cluster.ts";
import type { AclEntry, Identity } from "../../../src/simulator/cluster/identity.ts";
import { emptyState } from "../../../src/simulator/cluster/state.ts";
import { json, Lab } from "../client.ts";

function permissionsWith(acl: Partial<AclEntry>[], identity: Identity = { userid: "eve@pve" }): Permissions {
  const state = emptyState();
  state.roles = builtInRoles("9.2");
  state.users = {
    "eve@pve": {
      ...{ userid: "eve@pve", enable: true, expire: 0, groups: ["team"] },
      tokens: {
        own: { secret: "s", privsep: true, expire: 0 },
        same: { secret: "s", privsep: false, expire: 0 },
      },
    },
  };
  state.pools = { lab: { vms: [100], storage: ["nas"] } };
  const base: AclEntry = { path: "/", type: "user", ugid: "eve@pve", roleid: "PVEAuditor", propagate: true };
  state.acl = acl.map((entry) => ({ ...base, ...entry }));
  return new Permissions(new Cluster(state, new Clock(), "9.2"), identity);
}

Deno.test("a role on the root reaches every path below it", () => {
  const permissions = permissionsWith([{}]);
  assert(permissions.has("/vms/100", ["VM.Audit"]));
  assert(!permissions.has("/vms/100", ["VM.PowerMgmt"]));
  assert(permissions.has("/vms/100", ["VM.PowerMgmt", "VM.Audit"], true));
});

Deno.test("a more specific path replaces what is inherited", () => {
  const permissions = permissionsWith([{ roleid: "Administrator" }, { path: "/vms", roleid: "PVEVMUser" }]);
  assert(!permissions.has("/vms/101", ["VM.Allocate"]));
  assert(permissions.has("/nodes/pve", ["Sys.Modify"]));
});

Deno.test("a grant that does not propagate ends at its own path", () => {
  const permissions = permissionsWith([{ path: "/vms", propagate: false, roleid: "PVEVMAdmin" }]);
  assert(permissions.has("/vms", ["VM.Audit"]));
  assert(!permissions.has("/vms/100", ["VM.Audit"]));
});

Deno.test("a user's own grant goes before that of its group on the same path", () => {
  const group = { type: "group", ugid: "team", roleid: "Administrator" } as const;
  assert(permissionsWith([group]).has("/", ["Sys.Modify"]));
  assert(!permissionsWith([group, {}]).has("/", ["Sys.Modify"]));
});

Deno.test("NoAccess takes everything away", () => {
  const permissions = permissionsWith([{ roleid: "Administrator" }, {
    path: "/vms/100",
    roleid: "NoAccess",
  }]);
  assert(!permissions.has("/vms/100", ["VM.Audit"]));
  assert(permissions.has("/vms/101", ["VM.Audit"]));
});

Deno.test("rights on a pool count for its members, without being passed on", () => {
  const permissions = permissionsWith([{ path: "/pool/lab", roleid: "PVEVMAdmin" }]);
  assert.equal(permissions.on("/vms/100").get("VM.PowerMgmt"), false);
  assert(!permissions.has("/vms/101", ["VM.PowerMgmt"]));
});

Deno.test("a token with privilege separation has what both it and its user have", () => {
  const token = { userid: "eve@pve", token: "own" };
  assert(!permissionsWith([{}], token).has("/vms/100", ["VM.Audit"]));
  const grant = { path: "/vms/100", type: "token", ugid: "eve@pve!own", roleid: "PVEVMUser" } as const;
  const both = permissionsWith([{}, grant], token);
  assert(both.has("/vms/100", ["VM.Audit"]));
  assert(!both.has("/vms/100", ["VM.PowerMgmt"]));
  assert(permissionsWith([{}], { userid: "eve@pve", token: "same" }).has("/vms/100", ["VM.Audit"]));
});

Deno.test("release 9 has 47 privileges, and 8.4 has VM.Monitor instead of those of the agent", () => {
  assert.equal(privileges("9.2").length, 47);
  assert(!privileges("9.2").includes("VM.Monitor"));
  assert(privileges("8.4").includes("VM.Monitor"));
  assert(!privileges("8.4").some((name) => name.startsWith("VM.GuestAgent")));
});

Deno.test("a path with a character no path may have cannot be normalised", () => {
  assert.equal(normalizePath("//vms//100/"), "/vms/100");
  assert.equal(normalizePath("/nodes/no_such!"), undefined);
});

Deno.test("a missing privilege is refused with its path, before it is known whether the guest exists", async () => {
  await using lab = await Lab.start();
  const start = await lab.call("POST", "/nodes/pve1/qemu/101/snapshot", { snapname: "s1" }, "operator");
  assert.deepEqual([start.status, start.reason], [403, "Permission check failed (/vms/101, VM.Snapshot)"]);
  assert.equal(json(start)["message"], "Permission check failed (/vms/101, VM.Snapshot)\n");
  const unknown = await lab.call("POST", "/nodes/pve1/qemu/999/snapshot", { snapname: "s1" }, "operator");
  assert.equal(unknown.status, 403);
  const several = await lab.call("GET", "/nodes/pve1/storage/local/status", undefined, "operator");
  assert.equal(
    several.reason,
    "Permission check failed (/storage/local, Datastore.Audit|Datastore.AllocateSpace)",
  );
});

Deno.test("lists show a caller only what it may see, and never refuse it", async () => {
  await using lab = await Lab.start();
  assert.deepEqual(await lab.data("GET", "/nodes/pve1/qemu", undefined, "powerless"), []);
  const resources = await lab.data("GET", "/cluster/resources", undefined, "powerless");
  assert.deepEqual([...new Set(resources.map((row: { type: string }) => row.type))], ["node"]);
  assert.deepEqual(resources[0], {
    ...{ id: "node/pve1", type: "node", node: "pve1", status: "online", level: "" },
    "cgroup-mode": 2,
  });
  assert.deepEqual(await lab.data("GET", "/access/permissions", undefined, "powerless"), {});
});

Deno.test("a token of root is not root itself", async () => {
  await using lab = await Lab.start();
  const reply = await lab.call("POST", "/nodes/pve1/qemu/101/status/stop", { skiplock: 1 });
  assert.deepEqual(json(reply)["errors"], { skiplock: "Only root may use this option." });
  const bind = await lab.call("PUT", "/nodes/pve1/lxc/100/config", { mp0: "/srv,mp=/srv" });
  assert.equal(bind.reason, "Permission check failed (mount point type bind is only allowed for root@pam)");
});

Deno.test("a role with a privilege that release 9 dropped is refused", async () => {
  await using lab = await Lab.start();
  const reply = await lab.call("POST", "/access/roles", { roleid: "Old", privs: "VM.Monitor" });
  assert.deepEqual(json(reply)["errors"], { privs: "invalid format - invalid privilege 'VM.Monitor'\n" });
});

Deno.test("an ACL entry makes a powerless token able to see what it names", async () => {
  await using lab = await Lab.start();
  const { tokenId: tokens } = lab.simulator.logins.powerless;
  await lab.data("PUT", "/access/acl", { path: "/vms/101", roles: "PVEVMUser", tokens });
  const rows = await lab.data("GET", "/nodes/pve1/qemu", undefined, "powerless");
  assert.deepEqual(rows.map((row: { vmid: number }) => row.vmid), [101]);
});
