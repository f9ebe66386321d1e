import assert from "node:assert/strict";
import { tokenSettings } from "../../harness/cluster.ts";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { startLab } from "../../harness/lab.ts";

const unprotected = { PROXMOX_PROTECTED_TAG: "untouchable" };

Deno.test("the state of HA is on one screen: manager, guests, rules", async () => {
  await using lab = await startLab();
  lab.simulator.cluster.state.haRules["db-home"] = {
    ...{ rule: "db-home", type: "node-affinity", resources: "vm:103", nodes: "pve1:2,pve2:1", strict: 1 },
  };
  const text = await lab.text("proxmox_ha_status");
  assert.match(text, /^quorum: OK\nmaster: pve1 \(active, .*\)\nfencing: armed .*\nnodes: pve1 \(active/);
  assert.match(text, /\nvm:103 +db1 +pve1 +started +started +1 +1\n/);
  assert.match(text, /\nRULE +GUESTS +RUN\ndb-home +vm:103 +on pve1:2 or pve2:1, nowhere else$/);
});

Deno.test("a guest is put under HA in the state that it is in, whatever Proxmox's default", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_ha_resource_set", { vmid: 113, comment: "spare" }),
    /^VM 113 \(.*\) is under HA:\ncomment: spare\n[^]*\nstate: stopped\ntype: vm$/,
  );
  assert.match(await lab.text("proxmox_ha_resource_set", { vmid: 112 }), /\nsid: ct:112\nstate: started\n/);
  const { haResources } = lab.simulator.cluster.state;
  assert.equal(haResources["vm:113"]?.state, "stopped");
  assert.equal(haResources["ct:112"]?.state, "started");
});

Deno.test("a change says what was and what is, and carries the digest that it was computed from", async () => {
  await using lab = await startLab({ settings: unprotected });
  assert.equal(
    await lab.text("proxmox_ha_resource_set", { vmid: 103, max_restart: 3, failback: false }),
    "What HA does with VM 103 (db1) is changed:\nfailback: 1 -> 0\nmax_restart: 1 -> 3",
  );
  const sent = lab.simulator.requests.find(({ method, path }) =>
    method === "PUT" && path.includes("/ha/resources/")
  );
  assert.match(String(sent?.params["digest"]), /^[0-9a-f]{40}$/);
  assert.equal(
    await lab.text("proxmox_ha_resource_set", { vmid: 103, max_restart: 3 }),
    "HA does with VM 103 (db1) what it did before.",
  );
});

Deno.test("a guest is taken out of HA after a confirmation that names its rules", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_ha_resource_set", { vmid: 112 });
  const { state } = lab.simulator.cluster;
  state.haRules["db-home"] = {
    ...{ rule: "db-home", type: "node-affinity", resources: "ct:112", nodes: "pve1" },
  };
  const { text } = await previewOf(lab, "proxmox_ha_resource_remove", { vmid: 112 });
  assert.match(text, /HA no longer restarts or moves CT 112 \(monitoring\)/);
  assert.match(text, /- leaves the HA rules: db-home/);
  assert.equal(
    await confirmed(lab, "proxmox_ha_resource_remove", { vmid: 112 }),
    "CT 112 (monitoring) is no longer under HA.",
  );
  assert.deepEqual([Object.keys(state.haResources), state.haRules], [["vm:103"], {}]);
  assert.notEqual(lab.simulator.cluster.guest(112), undefined);
});

Deno.test("what changes between preview and confirmation makes the confirmation void", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_ha_resource_set", { vmid: 112 });
  const { token } = await previewOf(lab, "proxmox_ha_resource_remove", { vmid: 112 });
  const resource = lab.simulator.cluster.state.haResources["ct:112"];
  assert.ok(resource);
  resource.comment = "by somebody else";
  assert.match(
    await lab.failure("proxmox_ha_resource_remove", { vmid: 112, confirm: token }),
    /its target has changed/,
  );
  assert.notEqual(lab.simulator.cluster.state.haResources["ct:112"], undefined);
});

Deno.test("a guest that is not under HA is told with the tool that puts it there", async () => {
  await using lab = await startLab();
  for (const tool of ["proxmox_ha_resource_remove", "proxmox_ha_migrate"]) {
    assert.match(
      await lab.failure(tool, { vmid: 102, ...(tool.endsWith("migrate") ? { node: "pve2" } : {}) }),
      /^VM 102 \(web2\) is not under HA\. proxmox_ha_resource_set puts it there\.$/,
    );
  }
});

Deno.test("failback of a resource is refused before 9.0, where it belonged to the group", async () => {
  await using lab = await startLab({ version: "8.4" });
  assert.match(
    await lab.failure("proxmox_ha_resource_set", { vmid: 112, failback: true }),
    /^failback= needs Proxmox VE 9\.0 or later; this cluster runs 8\.4\.5\. Before, it belonged to the HA group\.$/,
  );
  assert.match(await lab.text("proxmox_ha_resource_set", { vmid: 112 }), /is under HA/);
});

Deno.test("HA moves a guest, and the answer follows the manager's own task", async () => {
  await using lab = await startLab({ settings: unprotected });
  const notes: string[] = [];
  const text = await lab.text("proxmox_ha_migrate", { vmid: 103, node: "pve2" }, {
    onProgress: ({ message = "" }) => notes.push(message),
  });
  assert.match(text, /^VM 103 \(db1\) is on pve2 \(task qmigrate, \d+ s\)\.$/);
  assert.equal(lab.simulator.cluster.guest(103)?.node, "pve2");
  assert.equal(
    await lab.text("proxmox_ha_migrate", { vmid: 103, node: "pve2" }),
    "VM 103 (db1) is on pve2 already; nothing was done.",
  );
  assert.ok(notes.length > 0);
});

Deno.test("an order to a release that answers nothing works as well, and relocate is another order", async () => {
  await using lab = await startLab({ version: "8.4", settings: unprotected });
  assert.match(
    await lab.text("proxmox_ha_migrate", { vmid: 103, node: "pve3", relocate: true }),
    /^VM 103 \(db1\) is on pve3 /,
  );
  assert.equal(lab.cluster.countRequests("POST", /\/relocate$/), 1);
});

Deno.test("a move that does not begin in time is no error", async () => {
  await using lab = await startLab({ settings: unprotected });
  lab.simulator.faults.neverEnd("qmigrate");
  assert.match(
    await lab.text("proxmox_ha_migrate", { vmid: 103, node: "pve2", wait: 1 }),
    /^HA is moving VM 103 \(db1\) to pve2: still running after \d s\. Follow it with proxmox_task_wait/,
  );
});

Deno.test("a login that may look but not change is told which privilege is missing", async () => {
  await using probe = await startLab();
  await using lab = await startLab({ settings: tokenSettings(probe.simulator.logins.auditor) });
  assert.match(await lab.text("proxmox_ha_status"), /vm:103/);
  assert.match(await lab.failure("proxmox_ha_resource_set", { vmid: 101 }), /lacks Sys\.Console on \/ /);
});
