import assert from "node:assert/strict";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { startLab } from "../../harness/lab.ts";

Deno.test("a zone, a virtual network and a subnet wait until they are applied together", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_sdn_list"),
    /^No SDN zones are visible; .* proxmox_sdn_zone_set makes one/,
  );
  assert.equal(
    await lab.text("proxmox_sdn_zone_set", { zone: "lan", type: "vlan", bridge: "vmbr0" }),
    "The SDN zone lan is made, and waits for proxmox_sdn_apply:\nbridge: vmbr0\nipam: pve\ntype: vlan\nzone: lan",
  );
  assert.equal(
    await lab.text("proxmox_sdn_vnet_set", {
      ...{ vnet: "guests", zone: "lan", tag: 40, subnet: "10.40.0.0/24", gateway: "10.40.0.1", snat: true },
    }),
    "The virtual network guests is made, and waits for proxmox_sdn_apply:\ntag: 40\nvnet: guests\nzone: lan\n" +
      "The subnet 10.40.0.0/24 is made, and waits for proxmox_sdn_apply:\n" +
      "gateway: 10.40.0.1\nsnat: 1\nvnet: guests",
  );
  assert.match(
    await lab.text("proxmox_sdn_list"),
    /^ZONE +TYPE +WAITS +OPTIONS\nlan +vlan +new +bridge vmbr0, ipam pve\nVNET +ZONE +WAITS +OPTIONS\nguests +lan +new +tag 40\nSUBNET[^]*\n3 of these wait/,
  );
  const { sdn } = lab.simulator.cluster.state;
  assert.deepEqual(sdn.running.zones, {});
  const { text } = await previewOf(lab, "proxmox_sdn_apply", {});
  assert.match(
    text,
    /- new zone lan \(bridge vmbr0, ipam pve\)\n- new vnet guests \(tag 40\)\n- new subnet 10\.40\.0\.0\/24/,
  );
  assert.match(
    await confirmed(lab, "proxmox_sdn_apply", {}),
    /^In force: new zone lan .*; new subnet .* \(task reloadnetworkall, \d+ s\)\.$/,
  );
  assert.equal(lab.simulator.cluster.state.sdn.running.vnets["guests"]?.["tag"], 40);
  assert.match(await lab.failure("proxmox_sdn_apply"), /^No change of the software-defined network waits/);
});

Deno.test("a change says what was and will be, carries the digest, and can be dropped", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_sdn_zone_set", { zone: "lan", type: "simple" });
  await lab.text("proxmox_sdn_vnet_set", { vnet: "guests", zone: "lan" });
  await confirmed(lab, "proxmox_sdn_apply", {});
  assert.equal(
    await lab.text("proxmox_sdn_zone_set", { zone: "lan", nodes: ["pve1", "pve2"], mtu: 1450 }),
    "The SDN zone lan is changed, and waits for proxmox_sdn_apply:\n" +
      "mtu: (not set) -> 1450\nnodes: (not set) -> pve1,pve2",
  );
  const sent = lab.simulator.requests.findLast(({ method }) => method === "PUT");
  assert.match(String(sent?.params["digest"]), /^[0-9a-f]{40}$/);
  assert.match(
    await lab.text("proxmox_network_revert"),
    /^Dropped: changed zone lan \(ipam pve, mtu 1450, nodes pve1,pve2\)\.$/,
  );
  assert.doesNotMatch(await lab.text("proxmox_sdn_list"), /wait for/);
});

Deno.test("before 9.0 changes cannot be dropped together, and the refusal says what to do", async () => {
  await using lab = await startLab({ version: "8.4" });
  await lab.text("proxmox_sdn_zone_set", { zone: "lan", type: "simple" });
  assert.match(
    await lab.failure("proxmox_network_revert"),
    /needs Proxmox VE 9\.0 or later; this cluster runs 8\.4\.5\. Set them back one by one/,
  );
  assert.equal(lab.cluster.countRequests("POST", /rollback/), 0);
});

Deno.test("parts are deleted from the inside out, each after a confirmation", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_sdn_zone_set", { zone: "lan", type: "simple" });
  await lab.text("proxmox_sdn_vnet_set", { vnet: "guests", zone: "lan", subnet: "10.40.0.0/24" });
  await confirmed(lab, "proxmox_sdn_apply", {});
  const zone = await previewOf(lab, "proxmox_sdn_delete", { what: "zone", name: "lan" });
  assert.match(zone.text, /guests on it lose their network\.[^]*\n- in it: guests\n/);
  assert.match(
    await lab.failure("proxmox_sdn_delete", { what: "zone", name: "lan", confirm: zone.token }),
    /^The zone lan is not empty: guests\. Delete what is in it first\.$/,
  );
  for (const [what, name] of [["subnet", "10.40.0.0/24"], ["vnet", "guests"], ["zone", "lan"]]) {
    assert.match(
      await confirmed(lab, "proxmox_sdn_delete", { what, name }),
      /is deleted from the configuration/,
    );
  }
  const { sdn } = lab.simulator.cluster.state;
  assert.deepEqual([sdn.edited.zones, sdn.edited.vnets, sdn.edited.subnets], [{}, {}, {}]);
  assert.match(await lab.text("proxmox_sdn_list"), /^ZONE +TYPE +WAITS.*\nlan +simple +deleted/);
  await confirmed(lab, "proxmox_sdn_apply", {});
  assert.deepEqual(lab.simulator.cluster.state.sdn.running.zones, {});
});

Deno.test("mistakes are told with what would be right", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_sdn_zone_set", { zone: "lan", type: "simple" });
  const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["proxmox_sdn_zone_set", { zone: "wan" }, /^There is no SDN zone wan\. Give type= to make it\.$/],
    ["proxmox_sdn_zone_set", { zone: "lan", type: "vlan" }, /of type simple, which cannot be changed/],
    ["proxmox_sdn_zone_set", { zone: "much-too-long", type: "simple" }, /zone: must be 2 to 8 letters/],
    [
      "proxmox_sdn_vnet_set",
      { vnet: "v1" },
      /^There is no virtual network v1\. Give zone= .* The zones are: lan/,
    ],
    [
      "proxmox_sdn_vnet_set",
      { vnet: "v1", zone: "wan" },
      /^There is no SDN zone wan\. The zones are: lan\.$/,
    ],
    [
      "proxmox_sdn_vnet_set",
      { vnet: "v1", zone: "lan", gateway: "10.0.0.1" },
      /are of a subnet\. Give subnet=/,
    ],
    ["proxmox_sdn_delete", { what: "vnet", name: "v1" }, /^There is no vnet v1\. There are no vnets\.$/],
  ];
  for (const [tool, args, says] of refused) assert.match(await lab.failure(tool, args), says);
  assert.match(
    await lab.failure("proxmox_sdn_zone_set", { zone: "v1", type: "vlan" }),
    /bridge/,
  );
});

Deno.test("without quorum nothing of SDN is sent", async () => {
  await using lab = await startLab();
  lab.simulator.faults.loseQuorum();
  assert.match(await lab.failure("proxmox_sdn_zone_set", { zone: "lan", type: "simple" }), /has no quorum/);
});
