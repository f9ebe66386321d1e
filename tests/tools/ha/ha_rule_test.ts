import assert from "node:assert/strict";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { type Lab, startLab } from "../../harness/lab.ts";

/** Puts more guests under HA than the seed has. */
function manage(lab: Lab, ...sids: readonly `${"vm" | "ct"}:${number}`[]): void {
  for (const sid of sids) {
    lab.simulator.cluster.state.haResources[sid] = {
      ...{ sid, type: sid.startsWith("vm") ? "vm" : "ct", state: "started" },
      ...{ max_restart: 1, max_relocate: 1, failback: 1 },
    };
  }
}

Deno.test("a rule ties guests to nodes, is changed, and deleted after a confirmation", async () => {
  await using lab = await startLab();
  manage(lab, "ct:112");
  assert.equal(
    await lab.text("proxmox_ha_rule_set", { rule: "db-home", vmids: [112], nodes: ["pve1:2", "pve2:1"] }),
    "The HA rule db-home is made: ct:112 on pve1:2 or pve2:1, if they can.",
  );
  const { haRules } = lab.simulator.cluster.state;
  assert.deepEqual(haRules["db-home"], {
    ...{ rule: "db-home", type: "node-affinity", resources: "ct:112", nodes: "pve1:2,pve2:1" },
  });
  assert.equal(
    await lab.text("proxmox_ha_rule_set", { rule: "db-home", nodes: ["pve3"], strict: true, disable: true }),
    "The HA rule db-home is changed:\ndisabled: 0 -> 1\nnodes: pve1:2, pve2:1 -> pve3\nstrict: 0 -> 1",
  );
  const { text } = await previewOf(lab, "proxmox_ha_rule_delete", { rule: "db-home" });
  assert.match(text, /- guests: ct:112\n- they run on pve3, nowhere else \(disabled\)/);
  assert.equal(
    await confirmed(lab, "proxmox_ha_rule_delete", { rule: "db-home" }),
    "The HA rule db-home is deleted.",
  );
  assert.deepEqual(haRules, {});
});

Deno.test("a rule keeps guests together or apart", async () => {
  await using lab = await startLab();
  manage(lab, "ct:112", "vm:101");
  assert.equal(
    await lab.text("proxmox_ha_rule_set", { rule: "apart", vmids: [101, 112], affinity: "negative" }),
    "The HA rule apart is made: ct:112, vm:101 never on the same node.",
  );
  assert.match(
    await lab.failure("proxmox_ha_rule_set", { rule: "apart", nodes: ["pve1"] }),
    /about nodes or about guests among themselves, not both\. apart is a rule of type resource-affinity/,
  );
});

Deno.test("a rule that cannot be is refused before anything is sent", async () => {
  await using lab = await startLab();
  const refused: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ rule: "r1", vmids: [101], nodes: ["pve1"] }, /^VM 101 \(web1\) is not under HA\./],
    [{ rule: "r1", vmids: [112], nodes: ["pve9"] }, /^There is no node pve9\. Did you mean pve1\?/],
    [{ rule: "r1", nodes: ["pve1"] }, /^There is no HA rule r1 yet, and a new one needs more\. Give vmids=/],
    [{ rule: "r1", vmids: [], nodes: ["pve1"], affinity: "positive" }, /not both\. Give nodes= or affinity=/],
  ];
  for (const [args, says] of refused) assert.match(await lab.failure("proxmox_ha_rule_set", args), says);
  assert.match(
    await lab.failure("proxmox_ha_rule_delete", { rule: "r1" }),
    /^There is no HA rule r1\. There are no HA rules at all\.$/,
  );
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("before 9.0 the same call makes a group, and puts guests into it", async () => {
  await using lab = await startLab({ version: "8.4" });
  manage(lab, "ct:112", "vm:101");
  assert.equal(
    await lab.text("proxmox_ha_rule_set", {
      ...{ rule: "fast", vmids: [112], nodes: ["pve1:2", "pve2:1"], strict: true, comment: "NVMe" },
    }),
    "The HA group fast is made: ct:112 on pve1:2 or pve2:1, nowhere else.",
  );
  const { state } = lab.simulator.cluster;
  assert.equal(state.haGroups["fast"]?.["restricted"], 1);
  assert.equal(state.haResources["ct:112"]?.group, "fast");
  assert.equal(
    await lab.text("proxmox_ha_rule_set", { rule: "fast", vmids: [101] }),
    "The HA group fast is changed:\nguests: ct:112 -> vm:101",
  );
  assert.equal(state.haResources["ct:112"]?.group, undefined);
  assert.match(await lab.text("proxmox_ha_status"), /\nGROUP +GUESTS +RUN +COMMENT\nfast +vm:101 +on pve1:2/);
  assert.equal(
    await confirmed(lab, "proxmox_ha_rule_delete", { rule: "fast" }),
    "The HA group fast is deleted.",
  );
});

Deno.test("what groups could not do is refused by the release that has them", async () => {
  await using lab = await startLab({ version: "8.4" });
  assert.equal(
    await lab.failure("proxmox_ha_rule_set", { rule: "apart", vmids: [103], affinity: "negative" }),
    "affinity= needs Proxmox VE 9.0 or later; this cluster runs 8.4.5. HA groups tie guests to nodes alone.",
  );
});
