import assert from "node:assert/strict";
import { tokenSettings } from "../../harness/cluster.ts";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { type Lab, startLab } from "../../harness/lab.ts";

function rulesOf(lab: Lab) {
  return lab.simulator.cluster.state.firewall.rules;
}

function digestIn(text: string): string {
  return /digest: ([0-9a-f]{40})/.exec(text)?.[1] ?? "";
}

Deno.test("a new rule stands first and is on, unless asked otherwise", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_firewall_rule_set", {
    ...{ action: "ACCEPT", macro: "Ping", source: "dc/office", comment: "monitoring" },
  });
  assert.match(
    text,
    /^the cluster has a new rule at position 0 of 3: in ACCEPT, comment monitoring, macro Ping, source dc\/office\.\n/,
  );
  assert.deepEqual(rulesOf(lab)[0], {
    ...{ type: "in", action: "ACCEPT", enable: 1 },
    ...{ macro: "Ping", source: "dc/office", comment: "monitoring" },
  });
});

Deno.test("a rule that belongs further down is switched on only once it is there", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_firewall_rule_set", { action: "DROP", log: "info", to: 99 });
  assert.match(text, /new rule at position 2 of 3: in DROP, log info\./);
  assert.equal(rulesOf(lab)[2]?.["action"], "DROP");
  assert.equal(rulesOf(lab)[2]?.["enable"], 1);
  const changes = lab.simulator.requests.filter(({ method }) => method !== "GET");
  assert.deepEqual(changes.map(({ method, params }) => [method, params["enable"], params["moveto"]]), [
    ["POST", "0", undefined],
    ["PUT", undefined, "3"],
    ["PUT", "1", undefined],
  ]);
  for (const { params } of changes) assert.match(String(params["digest"]), /^[0-9a-f]{40}$/);
});

Deno.test("a rule is changed, cleared and moved in one call, and the answer says what was and is", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_firewall_rule_set", {
    ...{ pos: 0, source: "+dc/trusted", clear: ["comment"], enable: false, to: 1 },
  });
  assert.equal(
    text.replace(/digest: .*/, ""),
    "Rule 0 of the cluster is changed: in ACCEPT, macro SSH, source +dc/trusted, off.\n" +
      "position: 0 -> 1\ncomment: management -> (not set)\nenable: 1 -> 0\n" +
      "source: 10.20.0.0/24 -> +dc/trusted\n",
  );
  assert.equal(rulesOf(lab)[1]?.["source"], "+dc/trusted");
});

Deno.test("rules that were changed meanwhile are not touched", async () => {
  await using lab = await startLab();
  const digest = digestIn(await lab.text("proxmox_firewall_list"));
  await lab.text("proxmox_firewall_rule_set", { action: "REJECT" });
  for (const args of [{ pos: 1, action: "DROP" }, { action: "DROP" }]) {
    assert.match(
      await lab.failure("proxmox_firewall_rule_set", { ...args, digest }),
      /^The rules of the cluster are no longer those with that digest\. Nothing was sent\./,
    );
  }
  assert.equal(rulesOf(lab).length, 3);
});

Deno.test("guests, nodes and security groups have rules of their own", async () => {
  await using lab = await startLab();
  const calls: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [
      { vmid: 101, action: "webservers", type: "group" },
      /^VM 101 \(web1\) has a new rule .* group webservers\./,
    ],
    [{ node: "pve2", action: "DROP", type: "out" }, /^node pve2 has a new rule .* out DROP\./],
    [{ group: "webservers", action: "ACCEPT", macro: "SSH" }, /^security group webservers has a new rule/],
  ];
  for (const [args, says] of calls) assert.match(await lab.text("proxmox_firewall_rule_set", args), says);
  const { state } = lab.simulator.cluster;
  assert.equal(state.guestFirewall[101]?.rules.length, 1);
  assert.equal(state.nodeFirewall["pve2"]?.rules.length, 1);
  assert.equal(state.firewall.groups["webservers"]?.rules.length, 2);
});

Deno.test("a rule is deleted after a confirmation that shows it, and not when the rules changed meanwhile", async () => {
  await using lab = await startLab();
  const args = { what: "rule", name: "1" };
  const { text, token } = await previewOf(lab, "proxmox_firewall_delete", args);
  assert.match(text, /Rule 1 of the cluster is deleted\.\n- in ACCEPT, dport 8006, .*\n- rules in all: 2/);
  await lab.text("proxmox_firewall_rule_set", { action: "ACCEPT", macro: "DNS" });
  assert.match(
    await lab.failure("proxmox_firewall_delete", { ...args, confirm: token }),
    /its target has changed/,
  );
  assert.match(
    await confirmed(lab, "proxmox_firewall_delete", { what: "rule", name: 2 }),
    /^Rule 2 of the cluster is deleted \(in ACCEPT, dport 8006, .*\); 2 are left/,
  );
  assert.deepEqual(rulesOf(lab).map((rule) => rule["macro"]), ["DNS", "SSH"]);
});

Deno.test("what makes no sense is refused with what would", async () => {
  await using lab = await startLab();
  const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["proxmox_firewall_rule_set", { source: "10.0.0.1" }, /^A new rule needs action=/],
    [
      "proxmox_firewall_rule_set",
      { pos: 9, action: "DROP" },
      /no rule at position 9\. It has 2 rules, counted/,
    ],
    ["proxmox_firewall_rule_set", { pos: 0, clear: ["action"] }, /clear\.0: must be one of macro, source/],
    [
      "proxmox_firewall_rule_set",
      { node: "pve1", group: "x1", action: "DROP" },
      /one guest, node or security/,
    ],
    ["proxmox_firewall_rule_set", { group: "webserver", action: "DROP" }, /Did you mean webservers\?/],
    ["proxmox_firewall_delete", { what: "rule", name: "SSH" }, /^SSH is no position of a rule\./],
  ];
  for (const [tool, args, says] of refused) assert.match(await lab.failure(tool, args), says);
  assert.equal(lab.cluster.countRequests("POST", /./) + lab.cluster.countRequests("PUT", /./), 0);
});

Deno.test("a login that may look but not change is told which privilege is missing where", async () => {
  await using probe = await startLab();
  await using lab = await startLab({ settings: tokenSettings(probe.simulator.logins.auditor) });
  assert.match(
    await lab.failure("proxmox_firewall_rule_set", { vmid: 101, action: "DROP" }),
    /lacks VM\.Config\.Network on \/vms\/101 /,
  );
  assert.match(
    await lab.failure("proxmox_firewall_rule_set", { action: "DROP" }),
    /lacks Sys\.Modify on \/ /,
  );
});
