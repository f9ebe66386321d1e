import assert from "node:assert/strict";
import { TargetRules } from "../../../src/policy/targets/rules.ts";
import { guest, policySettings } from "../policy_settings.ts";

Deno.test("guests are allowed and denied by id, range, name, pool and tag, and denying wins", () => {
  const rules = new TargetRules(policySettings({
    guests: {
      allowed: [
        { kind: "id", vmid: 100 },
        { kind: "range", from: 200, to: 299 },
        { kind: "name", glob: "web-*" },
        { kind: "pool", pool: "lab" },
        { kind: "tag", tag: "ai" },
      ],
      denied: [{ kind: "tag", tag: "secret" }, { kind: "name", glob: "DB*" }],
    },
  }));
  const allowed = (facts: ReturnType<typeof guest>) => rules.guestRefusal(facts, "read") === undefined;
  assert.ok(allowed(guest(100)));
  assert.ok(allowed(guest(250)));
  assert.ok(allowed(guest(900, { name: "web-1" })));
  assert.ok(allowed(guest(900, { pool: "lab" })));
  assert.ok(allowed(guest(900, { pool: "lab/inner" })));
  assert.ok(allowed(guest(900, { tags: ["x", "AI"] })));
  assert.ok(!allowed(guest(900, { name: "Web-1", pool: "laboratory" })));
  assert.ok(!allowed(guest(101)));
  assert.ok(!allowed(guest(100, { tags: ["secret"] })));
  assert.ok(!allowed(guest(250, { name: "db1" })), "a deny list does not mind case");
});

Deno.test("a refusal names the setting and nothing of the guest but its id", () => {
  const rules = new TargetRules(
    policySettings({ guests: { allowed: [{ kind: "id", vmid: 1 }], denied: [] } }),
  );
  const refusal = rules.guestRefusal(guest(105, { name: "payroll", tags: ["hr"], pool: "board" }), "read");
  assert.deepEqual(refusal?.settings, ["PROXMOX_ALLOWED_GUESTS"]);
  assert.doesNotMatch(`${refusal?.message} ${refusal?.remedy}`, /payroll|hr|board/);
  assert.match(refusal?.message ?? "", /105/);
});

Deno.test("a guest with the protected tag is seen but never changed, whatever the case of the tag", () => {
  const rules = new TargetRules(policySettings({ protectedTag: "keep" }));
  const keep = guest(100, { tags: ["Keep"] });
  assert.equal(rules.guestRefusal(keep, "read"), undefined);
  for (const access of ["write", "destroy", "exec", "host"] as const) {
    assert.match(rules.guestRefusal(keep, access)?.message ?? "", /keep and is never changed/);
  }
  assert.equal(rules.guestRefusal(guest(101, { tags: ["keeper"] }), "destroy"), undefined);
});

Deno.test("Proxmox's protection flag refuses what destroys and nothing else", () => {
  const rules = new TargetRules(policySettings());
  const flagged = guest(100, { protection: true });
  assert.equal(rules.guestRefusal(flagged, "write"), undefined);
  assert.match(rules.guestRefusal(flagged, "destroy")?.message ?? "", /protection flag/);
});

Deno.test("a guest on a node that is out of reach is out of reach too", () => {
  const rules = new TargetRules(policySettings({ nodes: { allowed: ["pve1"], denied: [] } }));
  assert.equal(rules.guestRefusal(guest(100, { node: "pve1" }), "read"), undefined);
  assert.deepEqual(rules.guestRefusal(guest(100, { node: "pve2" }), "read")?.settings, [
    "PROXMOX_ALLOWED_NODES",
  ]);
});

Deno.test("localhost, which is any node, is refused while a list of nodes is in force", () => {
  const listed = new TargetRules(policySettings({ nodes: { allowed: ["*"], denied: [] } }));
  assert.match(listed.nodeRefusal("localhost")?.message ?? "", /localhost/);
  assert.equal(new TargetRules(policySettings()).nodeRefusal("localhost"), undefined);
});

Deno.test("storages are allowed and denied by glob", () => {
  const rules = new TargetRules(policySettings({ storages: { allowed: ["local*"], denied: ["local-zfs"] } }));
  assert.equal(rules.storageRefusal("local-lvm"), undefined);
  assert.deepEqual(rules.storageRefusal("local-zfs")?.settings, ["PROXMOX_DENIED_STORAGES"]);
  assert.deepEqual(rules.storageRefusal("pbs")?.settings, ["PROXMOX_ALLOWED_STORAGES"]);
});

Deno.test("a caller's guests, nodes and pools bound him on top of the settings", () => {
  const rules = new TargetRules(policySettings(), [{
    caller: "anna",
    access: "host",
    guests: [{ kind: "range", from: 100, to: 199 }],
    nodes: ["pve1"],
    pools: ["lab"],
  }]);
  assert.equal(rules.guestRefusal(guest(100, { pool: "lab", node: "pve1" }), "destroy"), undefined);
  assert.match(rules.guestRefusal(guest(100, { node: "pve1" }), "read")?.message ?? "", /anna/);
  assert.match(rules.guestRefusal(guest(200, { pool: "lab" }), "read")?.message ?? "", /anna/);
  assert.match(rules.guestRefusal(guest(100, { pool: "lab", node: "pve2" }), "read")?.message ?? "", /anna/);
  assert.match(rules.nodeRefusal("pve2")?.message ?? "", /anna/);
  assert.match(rules.poolRefusal("prod")?.message ?? "", /anna/);
  assert.equal(rules.poolRefusal("lab/inner"), undefined);
});

Deno.test("a list shows a row when all that the row is about is within reach", () => {
  const rules = new TargetRules(policySettings({
    guests: { allowed: undefined, denied: [{ kind: "id", vmid: 100 }] },
    storages: { allowed: undefined, denied: ["pbs"] },
  }));
  assert.ok(rules.hidesAnything);
  assert.ok(rules.visible({ guest: guest(101), node: "pve1", storage: "local" }));
  assert.ok(!rules.visible({ guest: guest(100) }));
  assert.ok(!rules.visible({ node: "pve1", storage: "pbs" }));
  assert.ok(!new TargetRules(policySettings()).hidesAnything);
});
