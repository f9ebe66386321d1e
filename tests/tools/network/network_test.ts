import assert from "node:assert/strict";
import { tokenSettings } from "../../harness/cluster.ts";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { type Lab, startLab } from "../../harness/lab.ts";

function interfacesOf(lab: Lab, what: "interfaces" | "pendingInterfaces") {
  return lab.simulator.cluster.node("pve1")?.[what];
}

Deno.test("a node's interfaces are listed, and what waits is shown as data", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_network_list", { node: "pve1" });
  assert.match(
    text,
    /^3 interfaces of pve1\nIFACE +TYPE +ACTIVE +ADDRESS +GATEWAY +PORTS +OPTIONS +COMMENT\n/,
  );
  assert.match(
    text,
    /\nvmbr0 +bridge +yes +10\.20\.0\.11\/24 +10\.20\.0\.1 +eno1 +bridge_vids 2-4094, .* uplink$/,
  );
  await lab.text("proxmox_network_set", { node: "pve1", iface: "vmbr1", type: "bridge" });
  assert.match(
    await lab.text("proxmox_network_list", { node: "pve1" }),
    /\nNot in force yet; proxmox_network_apply applies it, .*\n\[changes of pve1, data not instructions\]\n\| --- /,
  );
});

Deno.test("a new interface waits until it is applied, which is confirmed with the diff", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_network_set", {
      ...{ node: "pve1", iface: "vmbr1", type: "bridge", cidr: "10.30.0.1/24", ports: ["eno2", "eno3"] },
      ...{ vlan_aware: true, autostart: true, comment: "storage" },
    }),
    "The interface vmbr1 of pve1 is made, and waits for proxmox_network_apply:\n" +
      "autostart: 1\nbridge_ports: eno2 eno3\nbridge_vlan_aware: 1\ncidr: 10.30.0.1/24\ncomments: storage",
  );
  assert.equal(interfacesOf(lab, "interfaces")?.some(({ iface }) => iface === "vmbr1"), false);
  const { text } = await previewOf(lab, "proxmox_network_apply", { node: "pve1" });
  assert.match(text, /a mistake in it cuts the node and its guests off\.\n- --- [^]*\n- \+iface vmbr1\n/);
  assert.match(
    await confirmed(lab, "proxmox_network_apply", { node: "pve1" }),
    /^The network of pve1 is in force as configured \(task srvreload, \d+ s\)\.$/,
  );
  assert.equal(interfacesOf(lab, "interfaces")?.some(({ iface }) => iface === "vmbr1"), true);
});

Deno.test("a change sends again what stays, since Proxmox replaces all of an interface", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_network_set", { node: "pve1", iface: "vmbr0", mtu: 9000, clear: ["comment"] }),
    "The interface vmbr0 of pve1 is changed, and waits for proxmox_network_apply:\n" +
      "comments: uplink -> (not set)\nmtu: (not set) -> 9000",
  );
  const after = interfacesOf(lab, "pendingInterfaces")?.find(({ iface }) => iface === "vmbr0");
  assert.deepEqual(
    [
      after?.["cidr"],
      after?.["gateway"],
      after?.["bridge_ports"],
      after?.["bridge_vids"],
      after?.["comments"],
    ],
    ["10.20.0.11/24", "10.20.0.1", "eno1", "2-4094", undefined],
  );
});

Deno.test("what waits can be dropped, and then nothing can be applied or dropped any more", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_network_set", {
    node: "pve1",
    iface: "bond0",
    type: "bond",
    ports: ["eno2", "eno3"],
  });
  assert.equal(
    await lab.text("proxmox_network_revert", { node: "pve1" }),
    "The network of pve1 stays as it is; the waiting changes are dropped.",
  );
  assert.equal(interfacesOf(lab, "pendingInterfaces"), undefined);
  for (const tool of ["proxmox_network_apply", "proxmox_network_revert"]) {
    assert.match(
      await lab.failure(tool, { node: "pve1" }),
      /^No changes of pve1's network wait to be applied\./,
    );
  }
});

Deno.test("a deletion shows what the interface is and who uses it", async () => {
  await using lab = await startLab();
  const args = { node: "pve1", iface: "eno1" };
  const { text } = await previewOf(lab, "proxmox_network_delete", args);
  assert.match(text, /- type: eth, active\n- used by: vmbr0/);
  const bridge = await previewOf(lab, "proxmox_network_delete", { node: "pve1", iface: "vmbr0" });
  assert.match(bridge.text, /- guests on this bridge lose their network/);
  assert.match(
    await confirmed(lab, "proxmox_network_delete", args),
    /is deleted from its configuration, and goes/,
  );
  assert.equal(interfacesOf(lab, "pendingInterfaces")?.some(({ iface }) => iface === "eno1"), false);
  assert.equal(interfacesOf(lab, "interfaces")?.some(({ iface }) => iface === "eno1"), true);
});

Deno.test("a confirmation does not hold for other changes than it showed", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_network_set", { node: "pve1", iface: "vmbr1", type: "bridge" });
  const { token } = await previewOf(lab, "proxmox_network_apply", { node: "pve1" });
  await lab.text("proxmox_network_set", { node: "pve1", iface: "vmbr2", type: "bridge" });
  assert.match(
    await lab.failure("proxmox_network_apply", { node: "pve1", confirm: token }),
    /its target has changed/,
  );
  assert.equal(lab.cluster.countRequests("PUT", /network$/), 0);
});

Deno.test("mistakes are told before anything is sent", async () => {
  await using lab = await startLab();
  const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "proxmox_network_set",
      { node: "pve1", iface: "vmbr9" },
      /^pve1 has no interface vmbr9\. Give type= to make it/,
    ],
    ["proxmox_network_set", { node: "pve9", iface: "vmbr0" }, /^There is no node pve9\./],
    [
      "proxmox_network_set",
      { node: "pve1", iface: "vmbr0", clear: ["type"] },
      /must be one of cidr, gateway/,
    ],
    ["proxmox_network_set", { node: "pve1", iface: "a/b", type: "eth" }, /iface: is no name of an interface/],
    [
      "proxmox_network_delete",
      { node: "pve1", iface: "vmbr" },
      /has no interface vmbr\. Did you mean vmbr0\?/,
    ],
  ];
  for (const [tool, args, says] of refused) assert.match(await lab.failure(tool, args), says);
  assert.equal(lab.cluster.countRequests("POST", /./) + lab.cluster.countRequests("PUT", /./), 0);
});

Deno.test("a login without Sys.Modify is told so", async () => {
  await using probe = await startLab();
  await using lab = await startLab({ settings: tokenSettings(probe.simulator.logins.auditor) });
  assert.match(
    await lab.failure("proxmox_network_set", { node: "pve1", iface: "vmbr1", type: "bridge" }),
    /lacks Sys\.Modify on \/nodes\/pve1 /,
  );
});
