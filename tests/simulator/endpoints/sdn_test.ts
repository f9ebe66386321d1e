import assert from "node:assert/strict";
import { type Data, json, Lab } from "../client.ts";

const ZONE = { zone: "lan", type: "simple", nodes: "pve1,pve2" };

Deno.test("an edited network runs once it is applied", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", "/cluster/sdn/zones", ZONE);
  await lab.data("POST", "/cluster/sdn/vnets", { vnet: "dmz", zone: "lan", alias: "outside" });
  const [pending] = await lab.data("GET", "/cluster/sdn/vnets", { pending: 1 });
  assert.equal(pending.state, "new");
  assert.deepEqual(await lab.data("GET", "/cluster/sdn/vnets", { running: 1 }), []);
  const { status, log } = await lab.task("PUT", "/cluster/sdn");
  assert.equal(status, "OK");
  assert.deepEqual(
    log.slice(0, 3),
    ["pve1", "pve2", "pve3"].map((node) => `${node}: reloading network config`),
  );
  assert.deepEqual(await lab.data("GET", "/nodes/pve2/sdn/zones"), [{ zone: "lan", status: "available" }]);
  assert.deepEqual(await lab.data("GET", "/nodes/pve3/sdn/zones"), []);
  const rows: Data[] = await lab.data("GET", "/cluster/resources");
  assert(rows.some((row) => row.id === "network/pve1/zone/lan"));
});

Deno.test("a change that waits shows both values, and a rollback forgets it", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", "/cluster/sdn/zones", ZONE);
  await lab.task("PUT", "/cluster/sdn");
  await lab.data("PUT", "/cluster/sdn/zones/lan", { mtu: 1450, delete: "nodes" });
  const changed = await lab.data("GET", "/cluster/sdn/zones/lan", { pending: 1 });
  assert.deepEqual(changed.pending, { mtu: 1450, nodes: "deleted" });
  assert.equal(changed.state, "changed");
  await lab.data("POST", "/cluster/sdn/rollback");
  assert.equal((await lab.data("GET", "/cluster/sdn/zones/lan")).mtu, undefined);
  await lab.data("DELETE", "/cluster/sdn/zones/lan");
  assert.equal((await lab.data("GET", "/cluster/sdn/zones", { pending: 1 }))[0].state, "deleted");
});

Deno.test("what is used cannot be deleted, and a zone that tags needs a tag", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", "/cluster/sdn/zones", { zone: "office", type: "vlan", bridge: "vmbr0" });
  const untagged = await lab.call("POST", "/cluster/sdn/vnets", { vnet: "desks", zone: "office" });
  assert.deepEqual(json(untagged)["errors"], { tag: "missing vlan tag" });
  await lab.data("POST", "/cluster/sdn/vnets", { vnet: "desks", zone: "office", tag: 20 });
  await lab.data("POST", "/cluster/sdn/vnets/desks/subnets", { subnet: "10.9.0.0/24", type: "subnet" });
  const [subnet] = await lab.data("GET", "/cluster/sdn/vnets/desks/subnets");
  assert.equal(subnet.subnet, "office-10.9.0.0-24");
  assert.match((await lab.call("DELETE", "/cluster/sdn/zones/office")).reason, /used by vnet desks/);
  assert.match((await lab.call("DELETE", "/cluster/sdn/vnets/desks")).reason, /subnets exists/);
  await lab.data("DELETE", "/cluster/sdn/vnets/desks/subnets/office-10.9.0.0-24");
  await lab.data("DELETE", "/cluster/sdn/vnets/desks");
  await lab.data("DELETE", "/cluster/sdn/zones/office");
});

Deno.test("a guest's network device needs the right to use the zone its bridge belongs to", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", "/cluster/sdn/zones", ZONE);
  await lab.data("POST", "/cluster/sdn/vnets", { vnet: "dmz", zone: "lan" });
  await lab.task("PUT", "/cluster/sdn");
  await lab.data("PUT", "/access/acl", {
    path: "/vms",
    roles: "PVEVMAdmin",
    tokens: lab.simulator.logins.powerless.tokenId,
  });
  const change = { net1: "virtio,bridge=dmz" };
  const refused = await lab.call("PUT", "/nodes/pve1/qemu/102/config", change, "powerless");
  assert.equal(refused.reason, "Permission check failed (/sdn/zones/lan/dmz, SDN.Use)");
});
