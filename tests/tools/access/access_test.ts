import assert from "node:assert/strict";
import { join } from "node:path";
import { tokenSettings } from "../../harness/cluster.ts";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { startLab } from "../../harness/lab.ts";

Deno.test("users, groups, roles, grants, tokens and realms are listed, and narrowed by any text", async () => {
  await using lab = await startLab();
  const users = await lab.text("proxmox_access_list", { what: "users" });
  assert.match(
    users,
    /^users: 6\nUSER +ON +EXPIRES +GROUPS +TOKENS +NAME +EMAIL +COMMENT\nalice@pve +yes +never/,
  );
  assert.match(users, /\nbob@pve +no +never .* Left in spring\n/);
  assert.match(
    await lab.text("proxmox_access_list", { what: "groups" }),
    /\nhelpdesk +operator@pve +Restarts what hangs$/,
  );
  assert.match(
    await lab.text("proxmox_access_list", { what: "roles", match: "poweruser" }),
    /^roles: 1\nROLE +PRIVILEGES\nPowerUser +VM\.Audit VM\.PowerMgmt$/,
  );
  assert.match(
    await lab.text("proxmox_access_list", { what: "acl", match: "auditor" }),
    /\n\/ +PVEAuditor +user auditor@pve +yes$/,
  );
  assert.match(
    await lab.text("proxmox_access_list", { what: "tokens" }),
    /\nmcp@pve!bare +its own grants +never\nmcp@pve!old +all of its user +\d{4}-\d\d-\d\d/,
  );
  assert.match(await lab.text("proxmox_access_list", { what: "realms" }), /\npve +pve +Proxmox VE auth/);
  assert.match(
    await lab.text("proxmox_access_list", { what: "users", match: "zed" }),
    /^None of 6 rows of users holds "zed"\.$/,
  );
});

Deno.test("a user is made, put into groups, changed and deleted, each after a confirmation", async () => {
  await using lab = await startLab();
  const ann = { user: "ann@pve", groups: ["helpdesk"], email: "ann@meadow.example", expires: "2030-01-31" };
  const { text } = await previewOf(lab, "proxmox_user_set", ann);
  assert.match(
    text,
    /The user ann@pve is made\.\n- then: email: ann@meadow\.example\n- then: expires: 2030-01-31/,
  );
  assert.equal(lab.simulator.cluster.state.users["ann@pve"], undefined);
  assert.match(
    await confirmed(lab, "proxmox_user_set", ann),
    /^The user ann@pve is made\.\nemail: ann@meadow\.example\nenable: 1\nexpires: 2030-01-31 00:00:00 UTC\n/,
  );
  assert.equal(
    await confirmed(lab, "proxmox_user_set", {
      ...{ user: "ann@pve", groups: ["admins", "helpdesk"], enable: false, expires: "never" },
    }),
    "The user ann@pve is changed:\nenable: 1 -> 0\nexpires: 2030-01-31 00:00:00 UTC -> never\n" +
      "groups: helpdesk -> admins, helpdesk",
  );
  assert.match(
    await confirmed(lab, "proxmox_access_delete", { what: "user", name: "ann@pve" }),
    /^The user ann@pve is deleted/,
  );
  assert.equal(lab.simulator.cluster.state.users["ann@pve"], undefined);
});

Deno.test("unknown groups, which Proxmox leaves out without a word, are refused", async () => {
  await using lab = await startLab();
  const { token } = await previewOf(lab, "proxmox_user_set", { user: "ann@pve", groups: ["admin"] });
  assert.match(
    await lab.failure("proxmox_user_set", { user: "ann@pve", groups: ["admin"], confirm: token }),
    /^There is no group admin\. The groups are: admins, helpdesk\.$/,
  );
});

Deno.test("a group is made, described and deleted with its grants", async () => {
  await using lab = await startLab();
  await confirmed(lab, "proxmox_group_set", { group: "night" });
  assert.equal(
    await confirmed(lab, "proxmox_group_set", { group: "night", comment: "On call" }),
    "The group night is changed:\ncomment: (not set) -> On call",
  );
  await confirmed(lab, "proxmox_acl_set", { path: "/vms", role: "PVEVMUser", group: "night" });
  const { text } = await previewOf(lab, "proxmox_access_delete", { what: "group", name: "night" });
  assert.match(text, /- comment: On call\n- grants that go with it: PVEVMUser on \/vms for group night/);
  await confirmed(lab, "proxmox_access_delete", { what: "group", name: "night" });
  const { groups, acl } = lab.simulator.cluster.state;
  assert.deepEqual([groups["night"], acl.filter(({ ugid }) => ugid === "night")], [undefined, []]);
});

Deno.test("a role is made, added to and taken from, and shows who has it", async () => {
  await using lab = await startLab();
  assert.equal(
    await confirmed(lab, "proxmox_role_set", { role: "Snapper", privileges: ["VM.Snapshot", "VM.Audit"] }),
    "The role Snapper is made.\nprivileges: VM.Audit, VM.Snapshot",
  );
  const change = { role: "PowerUser", add: ["VM.Console"], remove: ["VM.PowerMgmt"] };
  const { text } = await previewOf(lab, "proxmox_role_set", change);
  assert.match(
    text,
    /- now: privileges: VM\.Audit, VM\.PowerMgmt\n- then: privileges: VM\.Audit, VM\.Console\n/,
  );
  assert.match(text, /- granted 1 time .*\n- PowerUser on \/vms for group helpdesk/);
  await confirmed(lab, "proxmox_role_set", change);
  assert.deepEqual(lab.simulator.cluster.state.roles["PowerUser"]?.privs.toSorted(), [
    "VM.Audit",
    "VM.Console",
  ]);
  assert.match(
    await lab.failure("proxmox_role_set", { role: "PVEAdmin", add: ["Sys.Modify"] }),
    /^The role PVEAdmin is built in and cannot be changed\./,
  );
});

Deno.test("a privilege that the release does not have is refused in Proxmox's own words", async () => {
  await using lab = await startLab();
  const args = { role: "Old", privileges: ["VM.Monitor"] };
  const { token } = await previewOf(lab, "proxmox_role_set", args);
  assert.match(
    await lab.failure("proxmox_role_set", { ...args, confirm: token }),
    /invalid privilege 'VM\.Monitor'/,
  );
});

Deno.test("a role is granted and revoked, with the privileges it carries shown before", async () => {
  await using lab = await startLab();
  const grant = { path: "/vms/101", role: "PowerUser", user: "bob@pve", propagate: false };
  const { text } = await previewOf(lab, "proxmox_acl_set", grant);
  assert.match(
    text,
    /Granted: PowerUser on \/vms\/101 for user bob@pve, not below it\.\n- the role's privileges: VM/,
  );
  assert.equal(
    await confirmed(lab, "proxmox_acl_set", grant),
    "Granted: PowerUser on /vms/101 for user bob@pve, not below it.",
  );
  const { state } = lab.simulator.cluster;
  assert.deepEqual(state.acl.filter(({ ugid }) => ugid === "bob@pve"), [
    { path: "/vms/101", type: "user", ugid: "bob@pve", roleid: "PowerUser", propagate: false },
  ]);
  assert.match(
    await confirmed(lab, "proxmox_acl_set", { ...grant, revoke: true }),
    /^Not granted any more: /,
  );
  assert.deepEqual(state.acl.filter(({ ugid }) => ugid === "bob@pve"), []);
});

Deno.test("grants that cannot be are refused with what can", async () => {
  await using lab = await startLab();
  const refused: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ path: "/vms", role: "PowerUser" }, /^A grant is for one user, group or token\. Give one of/],
    [{ path: "/vms", role: "PowerUser", user: "a@pve", group: "admins" }, /^A grant is for one/],
    [{ path: "vms", role: "PowerUser", user: "a@pve" }, /path: must be a path such as \/vms\/100/],
  ];
  for (const [args, says] of refused) assert.match(await lab.failure("proxmox_acl_set", args), says);
  const none = { path: "/vms", role: "PowerUser", user: "bob@pve", revoke: true };
  const { token } = await previewOf(lab, "proxmox_acl_set", none);
  assert.match(
    await lab.failure("proxmox_acl_set", { ...none, confirm: token }),
    /^There is no such grant: PowerUser on \/vms for user bob@pve\./,
  );
});

Deno.test("what does not exist is not deleted, and the nearest is named", async () => {
  await using lab = await startLab();
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ["user", "alise@pve", /^There is no user alise@pve .* Did you mean alice@pve\?/],
    ["role", "PowrUser", /Did you mean PowerUser\?/],
    ["token", "auditor@pve!reed", /Did you mean auditor@pve!read\?/],
    ["group", "../users", /^There is no group \.\.\/users/],
  ];
  for (const [what, name, says] of refused) {
    assert.match(await lab.failure("proxmox_access_delete", { what, name }), says);
  }
});

Deno.test("a confirmation warns of the login that this server itself uses", async () => {
  await using lab = await startLab();
  const { text } = await previewOf(lab, "proxmox_access_delete", { what: "token", name: "root@pam!full" });
  assert.match(text, /- this server logs in with it and can do nothing afterwards/);
});

Deno.test("a confirmation does not hold once the role behind a grant was changed", async () => {
  await using lab = await startLab();
  const grant = { path: "/vms", role: "PowerUser", user: "bob@pve" };
  const { token } = await previewOf(lab, "proxmox_acl_set", grant);
  lab.simulator.cluster.state.roles["PowerUser"]?.privs.push("VM.Allocate");
  assert.match(await lab.failure("proxmox_acl_set", { ...grant, confirm: token }), /its target has changed/);
  assert.equal(lab.cluster.countRequests("PUT", /acl/), 0);
});

Deno.test("a login without User.Modify changes nobody and is told why", async () => {
  await using probe = await startLab();
  await using lab = await startLab({ settings: tokenSettings(probe.simulator.logins.auditor) });
  const { token } = await previewOf(lab, "proxmox_user_set", { user: "bob@pve", enable: true });
  assert.match(
    await lab.failure("proxmox_user_set", { user: "bob@pve", enable: true, confirm: token }),
    /403.*User\.Modify/s,
  );
});

Deno.test("every change of access is in the audit log", async () => {
  await using lab = await startLab();
  await confirmed(lab, "proxmox_group_set", { group: "night" });
  const log = await Deno.readTextFile(join(lab.cluster.directory, "audit.jsonl"));
  assert.match(log, /"tool":"proxmox_group_set"[^\n]*"target":"group night"/);
});
