import assert from "node:assert/strict";
import { tokenSettings } from "../../harness/cluster.ts";
import { startLab } from "../../harness/lab.ts";

/** A server that logs in with one of the simulator's tokens. */
async function labOf(login: "auditor" | "operator" | "powerless") {
  await using probe = await startLab();
  return await startLab({ settings: tokenSettings(probe.simulator.logins[login]) });
}

Deno.test("a token of root can run every tool everywhere", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_access_check"),
    /^root@pam!full has all privileges for (\d+) of \1 tools everywhere\.$/,
  );
});

Deno.test("before 9.0 the guest agent's tools need VM.Monitor, and no privilege is named that is not there yet", async () => {
  await using lab = await startLab({ version: "8.4" });
  assert.match(
    await lab.text("proxmox_access_check"),
    /^root@pam!full has all privileges for (\d+) of \1 tools/,
  );
  const { state } = lab.simulator.cluster;
  state.acl = [{ path: "/", type: "user", ugid: "bob@pve", roleid: "PVEAuditor", propagate: true }];
  const text = await lab.text("proxmox_access_check", { user: "bob@pve", tool: "proxmox_vm_exec" });
  assert.match(text, /\n- VM\.Monitor: vm_exec\n/);
  assert.doesNotMatch(text, /VM\.GuestAgent/);
});

Deno.test("a login is told which tools it can run where, and the lines that allow the rest", async () => {
  await using lab = await labOf("operator");
  const text = await lab.text("proxmox_access_check");
  assert.match(text, /^operator@pve!power has all privileges for \d+ of \d+ tools everywhere\.\n/);
  assert.match(text, /\nLacking a privilege .*:\n/);
  assert.match(text, /\n- VM\.Snapshot: .*\bsnapshot_create\b/);
  assert.doesNotMatch(text, /\bvm_start\b/);
  assert.match(
    text,
    /\nOn a node, as root, these lines allow the rest:\n[^]*pveum acl modify \/vms --tokens 'operator@pve!power' --roles PVEVMAdmin\n/,
  );
  assert.match(text, /needs the role on its user too \(--users 'operator@pve'\)\. A role on a path replaces/);
});

Deno.test("rights on some paths alone are told with the paths", async () => {
  await using lab = await labOf("operator");
  const { state } = lab.simulator.cluster;
  state.acl = [
    { path: "/vms/101", type: "user", ugid: "operator@pve", roleid: "PowerUser", propagate: true },
    { path: "/pool/development", type: "user", ugid: "operator@pve", roleid: "PowerUser", propagate: true },
  ];
  const text = await lab.text("proxmox_access_check", { tool: "proxmox_vm_start" });
  assert.equal(
    text,
    "operator@pve!power has all privileges for 0 of 1 tool everywhere.\nOn some paths alone:\n" +
      "- VM.PowerMgmt on /pool/development /vms/101; VM.Audit on /pool/development /vms/101: vm_start",
  );
  assert.equal(
    await lab.text("proxmox_access_check", { privilege: "VM.PowerMgmt" }),
    "operator@pve!power has VM.PowerMgmt on /pool/development, /vms/101 alone.",
  );
});

Deno.test("one privilege on one path is answered with yes or no, and with the line that would allow it", async () => {
  await using lab = await labOf("operator");
  assert.equal(
    await lab.text("proxmox_access_check", { privilege: "VM.PowerMgmt", path: "/vms/101" }),
    "Yes: operator@pve!power has VM.PowerMgmt on /vms/101.",
  );
  assert.match(
    await lab.text("proxmox_access_check", { privilege: "Datastore.AllocateSpace", path: "/storage/nas" }),
    /^No: operator@pve!power lacks Datastore\.AllocateSpace on \/storage\/nas\.\npveum acl modify \/storage\/nas --tokens 'operator@pve!power' --roles PVEDatastoreUser\n/,
  );
  assert.match(
    await lab.text("proxmox_access_check", { privilege: "Sys.Console" }),
    /^operator@pve!power has Sys\.Console nowhere\.\npveum acl modify \/ /,
  );
});

Deno.test("another login is asked about where this one may look", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_access_check", { user: "alice@pve", privilege: "Sys.Modify" }),
    "alice@pve has Sys.Modify everywhere.",
  );
  await using operator = await labOf("operator");
  assert.match(
    await operator.failure("proxmox_access_check", { user: "alice@pve" }),
    /lacks Sys\.Audit on \/access /,
  );
});

Deno.test("a token without any grant can run what needs no privilege", async () => {
  await using lab = await labOf("powerless");
  const text = await lab.text("proxmox_access_check");
  assert.match(text, /^mcp@pve!bare has all privileges for \d+ of \d+ tools everywhere\.\nLacking/);
  assert.match(await lab.failure("proxmox_access_check", { tool: "proxmox_vm_strat" }), /^There is no tool/);
});
