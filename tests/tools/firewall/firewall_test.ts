import assert from "node:assert/strict";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { startLab } from "../../harness/lab.ts";

Deno.test("the cluster's firewall is one screen: options, rules, groups, aliases, IP sets", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_firewall_list");
  assert.match(text, /^Firewall of the cluster\noptions: enable: 1, policy_in: DROP\nPOS +ON +TYPE +ACTION/);
  assert.match(text, /\n +0 +yes +in +ACCEPT +SSH +10\.20\.0\.0\/24 +management\n/);
  assert.match(text, /\ndigest: [0-9a-f]{40}\nSECURITY GROUP\nwebservers\nALIAS +IS +COMMENT\noffice /);
  assert.match(text, /\nIP SET +ENTRIES\ntrusted +10\.20\.0\.0\/24$/);
});

Deno.test("rules that have no effect are said to have none, and why", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_firewall_list", { vmid: 101 }),
    /^Rules of VM 101 \(web1\) have no effect: the firewall is off here \(proxmox_firewall_options_set/,
  );
  lab.simulator.cluster.state.guestFirewall[101] = {
    ...{ rules: [], options: { enable: 1 }, aliases: {}, ipsets: {}, groups: {} },
  };
  const config = lab.simulator.cluster.guest(101)?.config;
  assert.ok(config);
  config["net0"] = String(config["net0"]).replace(/,firewall=\d/, "");
  assert.match(
    await lab.text("proxmox_firewall_list", { vmid: 101 }),
    /have no effect: none of its network devices has firewall=1\.\noptions: enable: 1\nNo rules\./,
  );
  config["net0"] = `${config["net0"]},firewall=1`;
  assert.match(await lab.text("proxmox_firewall_list", { vmid: 101 }), /^Firewall of VM 101 \(web1\)\n/);
});

Deno.test("what rules may name is listed the way it is written", async () => {
  await using lab = await startLab();
  const refs = await lab.text("proxmox_firewall_list", { part: "refs", vmid: 101 });
  assert.match(refs, /^WRITE +WHAT +COMMENT\ndc\/office +alias +Desks\n\+dc\/trusted +ipset$/);
  assert.match(await lab.text("proxmox_firewall_list", { part: "macros" }), /^SSH +Secure shell traffic$/m);
});

Deno.test("the options of a guest are set at once, those of node and cluster only after a confirmation", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_firewall_options_set", { vmid: 101, enable: true, policy_in: "DROP" }),
    "The firewall options of VM 101 (web1) are changed:\nenable: (not set) -> 1\npolicy_in: (not set) -> DROP",
  );
  const cluster = { enable: false };
  const { text } = await previewOf(lab, "proxmox_firewall_options_set", cluster);
  assert.match(text, /^.*\nThe firewall of the cluster is changed, which can cut off .*\n- enable: 1 -> 0\n/);
  assert.equal(lab.simulator.cluster.state.firewall.options["enable"], 1);
  assert.equal(
    await confirmed(lab, "proxmox_firewall_options_set", cluster),
    "The firewall options of the cluster are changed:\nenable: 1 -> 0",
  );
  assert.equal(lab.simulator.cluster.state.firewall.options["enable"], 0);
  assert.match(
    await confirmed(lab, "proxmox_firewall_options_set", { node: "pve2", enable: false }),
    /^The firewall options of node pve2 are changed:/,
  );
});

Deno.test("options that a level does not have are refused by name", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.failure("proxmox_firewall_options_set", { node: "pve1", macfilter: true }),
    "The firewall of node pve1 has no macfilter. It has enable.",
  );
  assert.match(await lab.failure("proxmox_firewall_options_set", { vmid: 101 }), /^No option was given\./);
});

Deno.test("an alias is made, changed without losing its comment, and deleted with what names it shown", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_firewall_name_set", { what: "alias", name: "vpn", cidr: "10.9.0.0/16" }),
    "The alias vpn of the cluster is made.\ncidr: 10.9.0.0/16",
  );
  assert.equal(
    await lab.text("proxmox_firewall_name_set", { what: "alias", name: "office", cidr: "10.20.41.0/24" }),
    "The alias office of the cluster is changed:\ncidr: 10.20.40.0/24 -> 10.20.41.0/24",
  );
  const { firewall } = lab.simulator.cluster.state;
  assert.deepEqual(firewall.aliases["office"], { cidr: "10.20.41.0/24", comment: "Desks" });
  await lab.text("proxmox_firewall_rule_set", { action: "ACCEPT", source: "dc/vpn" });
  const { text } = await previewOf(lab, "proxmox_firewall_delete", { what: "alias", name: "vpn" });
  assert.match(text, /- cidr: 10\.9\.0\.0\/16\n- rule 0 names it: in ACCEPT, source dc\/vpn/);
  assert.equal(
    await confirmed(lab, "proxmox_firewall_delete", { what: "alias", name: "vpn" }),
    "The alias vpn of the cluster is deleted.",
  );
  assert.equal(firewall.aliases["vpn"], undefined);
});

Deno.test("an IP set takes entries in at once, and gives them up only after a confirmation", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_firewall_name_set", {
      ...{ what: "ipset", name: "partners", add: ["192.0.2.0/24", "!192.0.2.7"], comment: "by contract" },
    }),
    "The IP set partners of the cluster is made.\ncomment: by contract\nentries: !192.0.2.7, 192.0.2.0/24",
  );
  const remove = { what: "ipset", name: "partners", remove: ["192.0.2.0/24"], add: ["198.51.100.4"] };
  const { text } = await previewOf(lab, "proxmox_firewall_name_set", remove);
  assert.match(text, /1 of the entries of ipset partners of the cluster are removed\./);
  assert.match(
    await confirmed(lab, "proxmox_firewall_name_set", remove),
    /entries: !192\.0\.2\.7, 192\.0\.2\.0\/24 -> !192\.0\.2\.7, 198\.51\.100\.4$/,
  );
  const { ipsets } = lab.simulator.cluster.state.firewall;
  assert.deepEqual(ipsets["partners"]?.entries, [{ cidr: "192.0.2.7", nomatch: 1 }, {
    cidr: "198.51.100.4",
  }]);
  assert.match(
    await confirmed(lab, "proxmox_firewall_delete", { what: "ipset", name: "partners" }),
    /is deleted/,
  );
  assert.equal(ipsets["partners"], undefined);
});

Deno.test("a guest has aliases and IP sets of its own, a node has none", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_firewall_name_set", { what: "ipset", name: "db", vmid: 101, add: ["10.0.0.5"] });
  assert.deepEqual(lab.simulator.cluster.state.guestFirewall[101]?.ipsets["db"]?.entries, [{
    cidr: "10.0.0.5",
  }]);
  assert.match(
    await lab.failure("proxmox_firewall_delete", { what: "alias", name: "a1", node: "pve1" }),
    /^A node has no aliases and IP sets of its own\./,
  );
});

Deno.test("a security group is made, described, and deleted with its rules", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_firewall_name_set", { what: "group", name: "mail" }),
    "The security group mail of the cluster is made.",
  );
  await lab.text("proxmox_firewall_rule_set", { group: "mail", action: "ACCEPT", proto: "tcp", dport: "25" });
  await lab.text("proxmox_firewall_rule_set", {
    group: "mail",
    action: "ACCEPT",
    proto: "tcp",
    dport: "587",
  });
  assert.equal(
    await lab.text("proxmox_firewall_name_set", { what: "group", name: "mail", comment: "MX" }),
    "The security group mail of the cluster is changed:\ncomment: (not set) -> MX",
  );
  const { text } = await previewOf(lab, "proxmox_firewall_delete", { what: "group", name: "mail" });
  assert.match(text, /- comment: MX\n- rule: in ACCEPT, dport 587, proto tcp\n- rule: in ACCEPT, dport 25/);
  await confirmed(lab, "proxmox_firewall_delete", { what: "group", name: "mail" });
  assert.equal(lab.simulator.cluster.state.firewall.groups["mail"], undefined);
});

Deno.test("names that do not fit their kind are refused before anything is sent", async () => {
  await using lab = await startLab();
  const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["proxmox_firewall_name_set", { what: "alias", name: "a1" }, /^There is no alias a1 yet\. Give cidr=/],
    [
      "proxmox_firewall_name_set",
      { what: "group", name: "g1", vmid: 101 },
      /^Security groups are of the cluster/,
    ],
    ["proxmox_firewall_name_set", { what: "ipset", name: "s1", cidr: "::/0" }, /^cidr= is of aliases/],
    [
      "proxmox_firewall_name_set",
      { what: "alias", name: "a1", add: ["::1"] },
      /^add= and remove= are of IP sets/,
    ],
    [
      "proxmox_firewall_delete",
      { what: "ipset", name: "trused" },
      /has no ipset trused\. Did you mean trusted\?/,
    ],
    [
      "proxmox_firewall_delete",
      { what: "alias", name: "x", vmid: 101 },
      /has no alias x\. It has none at all\./,
    ],
  ];
  for (const [tool, args, says] of refused) assert.match(await lab.failure(tool, args), says);
  assert.equal(lab.cluster.countRequests("POST", /./) + lab.cluster.countRequests("DELETE", /./), 0);
});
