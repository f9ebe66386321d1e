import assert from "node:assert/strict";
import { tokenSettings } from "../../harness/cluster.ts";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { startLab } from "../../harness/lab.ts";

Deno.test("pools are listed with how many guests they have, and one with its members", async () => {
  await using lab = await startLab();
  const all = await lab.text("proxmox_pool_list");
  assert.match(all, /^2 pools\nPOOL +GUESTS +COMMENT\ndevelopment +3 +May break\nproduction +4 +What/);
  const one = await lab.text("proxmox_pool_list", { pool: "production" });
  assert.match(one, /^pool: production\ncomment: What customers see\nstorages: nas\nguests: 4\nVMID +TYPE/);
  assert.match(one, /\n +101 +VM +web1 +pve1 +running/);
});

Deno.test("an unknown pool is told with the nearest", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_pool_list", { pool: "producton" }),
    /^No pool producton is visible\. Did you mean production\? The pools are: development, production\.$/,
  );
});

Deno.test("a pool is made with guests and storages in it", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_pool_create", {
      pool: "edge/lab",
      comment: "Tests",
      vmids: [120],
      storages: ["nas"],
    }),
    "The pool edge/lab is made, with 1 guest (VM 120 (files)) and storages nas.",
  );
  const { pools } = lab.simulator.cluster.state;
  assert.deepEqual(pools["edge/lab"], { vms: [120], storage: ["nas"], comment: "Tests" });
});

Deno.test("nothing is made when the pool exists, a guest is unknown, or belongs elsewhere", async () => {
  await using lab = await startLab();
  const refused: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ pool: "production" }, /^There is a pool production already\. proxmox_pool_update changes it\.$/],
    [{ pool: "edge", vmids: [999] }, /^No guest with vmid 999 is visible/],
    [{ pool: "edge", storages: ["nsa"] }, /^No storage nsa is visible\. Did you mean nas\?/],
    [{ pool: "edge", vmids: [101] }, /^VM 101 \(web1\) belongs to the pool production\. .*move=true/],
  ];
  for (const [args, says] of refused) assert.match(await lab.failure("proxmox_pool_create", args), says);
  assert.equal(lab.cluster.countRequests("POST", /pools/), 0);
});

Deno.test("members are put in, moved over and taken out, and the answer says what changed", async () => {
  await using lab = await startLab({ settings: { PROXMOX_PROTECTED_TAG: "untouchable" } });
  assert.match(
    await lab.failure("proxmox_pool_update", { pool: "development", vmids: [102] }),
    /^VM 102 \(web2\) belongs to the pool production\./,
  );
  const text = await lab.text("proxmox_pool_update", {
    pool: "development",
    comment: "Breaks often",
    vmids: [102, 110],
    remove_vmids: [123],
    storages: ["nas"],
    move: true,
  });
  assert.match(text, /^The pool development is changed:\ncomment: May break -> Breaks often\nguests: .* -> /);
  assert.match(text, /\nstorages: \(not set\) -> nas$/);
  const { pools } = lab.simulator.cluster.state;
  assert.deepEqual(pools["development"]?.vms.toSorted(), [102, 110, 115]);
  assert.deepEqual(pools["production"]?.vms.toSorted(), [101, 103, 111]);
  assert.match(
    await lab.text("proxmox_pool_update", { pool: "development", vmids: [110] }),
    /^The pool development is as it was: 3 guests/,
  );
});

Deno.test("an empty pool is deleted after a confirmation that shows its grants", async () => {
  await using lab = await startLab();
  const { state } = lab.simulator.cluster;
  state.pools["old"] = { vms: [], storage: [], comment: "unused" };
  state.acl.push({
    path: "/pool/old",
    type: "group",
    ugid: "helpdesk",
    roleid: "PowerUser",
    propagate: true,
  });
  const { text } = await previewOf(lab, "proxmox_pool_delete", { pool: "old" });
  assert.match(
    text,
    /- members: no guests and no storages\n- comment: unused\n- grants: PowerUser for helpdesk/,
  );
  assert.equal(await confirmed(lab, "proxmox_pool_delete", { pool: "old" }), "The pool old is deleted.");
  assert.equal(state.pools["old"], undefined);
});

Deno.test("a pool with members is not deleted", async () => {
  await using lab = await startLab();
  const { token } = await previewOf(lab, "proxmox_pool_delete", { pool: "production" });
  assert.match(
    await lab.failure("proxmox_pool_delete", { pool: "production", confirm: token }),
    /^The pool production is not empty: it has 4 guests \(.*\) and storages nas\. proxmox_pool_update takes/,
  );
  assert.equal(lab.cluster.countRequests("DELETE", /pools/), 0);
});

Deno.test("a login that may look but not change is told which privilege is missing", async () => {
  await using probe = await startLab();
  await using lab = await startLab({ settings: tokenSettings(probe.simulator.logins.auditor) });
  assert.match(
    await lab.failure("proxmox_pool_create", { pool: "mine" }),
    /lacks Pool\.Allocate on \/pool\/mine /,
  );
});

Deno.test("without quorum no pool is changed", async () => {
  await using lab = await startLab();
  lab.simulator.faults.loseQuorum();
  assert.match(await lab.failure("proxmox_pool_create", { pool: "mine" }), /no quorum, so nothing was sent/);
});
