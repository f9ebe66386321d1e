import assert from "node:assert/strict";
import { Lab } from "../client.ts";

const CLONE = "/nodes/pve1/qemu/300";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8s alice@desk";

async function cloneTemplate(): Promise<Lab> {
  const lab = await Lab.start();
  const cloned = await lab.task("POST", "/nodes/pve1/qemu/9000/clone", { newid: 300, name: "web3", full: 1 });
  assert.equal(cloned.status, "OK");
  await lab.data("PUT", `${CLONE}/config`, {
    ciuser: "alice",
    sshkeys: encodeURIComponent(KEY),
    ipconfig0: "ip=10.20.10.99/24,gw=10.20.10.1",
    nameserver: "10.20.0.53",
  });
  return lab;
}

Deno.test("a cloned machine takes its name, address and keys from cloud-init", async () => {
  await using lab = await cloneTemplate();
  assert.equal((await lab.task("POST", `${CLONE}/status/start`)).status, "OK");
  const agent = `${CLONE}/agent`;
  const { result } = await lab.data("GET", `${agent}/network-get-interfaces`);
  assert.equal(result[1]["ip-addresses"][0]["ip-address"], "10.20.10.99");
  assert.deepEqual(await lab.data("GET", `${agent}/get-host-name`), { result: { "host-name": "web3" } });
  const keys = await lab.data("GET", `${agent}/file-read`, { file: "/home/alice/.ssh/authorized_keys" });
  assert.equal(keys.content, `${KEY}\n`);
});

Deno.test("the cloud-init drive is shown with what would change", async () => {
  await using lab = await cloneTemplate();
  await lab.task("POST", `${CLONE}/status/start`);
  await lab.data("PUT", `${CLONE}/config`, { ciuser: "bob", cipassword: "secret", delete: "nameserver" });
  const rows = await lab.data("GET", `${CLONE}/cloudinit`);
  const row = (key: string) => rows.find((one: { key: string }) => one.key === key);
  assert.deepEqual(row("ciuser"), { key: "ciuser", value: "alice", pending: "bob" });
  assert.deepEqual(row("nameserver"), { key: "nameserver", value: "10.20.0.53", delete: 1 });
  assert.deepEqual(row("cipassword"), { key: "cipassword", pending: "**********" });
  await lab.data("PUT", `${CLONE}/cloudinit`);
  assert.deepEqual(
    (await lab.data("GET", `${CLONE}/cloudinit`)).filter((one: object) => "pending" in one),
    [],
  );
});

Deno.test("the generated cloud-init files can be read", async () => {
  await using lab = await cloneTemplate();
  const dump = (type: string) => lab.data("GET", `${CLONE}/cloudinit/dump`, { type });
  assert.equal(
    await dump("user"),
    "#cloud-config\nhostname: web3\nmanage_etc_hosts: true\nfqdn: web3\nuser: alice\n" +
      `ssh_authorized_keys:\n  - ${KEY}\nchpasswd:\n  expire: False\nusers:\n  - default\npackage_upgrade: true\n`,
  );
  assert.match(
    await dump("network"),
    /address: '10.20.10.99'\n {8}netmask: '255.255.255.0'\n {8}gateway: '10.20.10.1'/,
  );
  assert.match(await dump("meta"), /^instance-id: [0-9a-f]{40}\n$/);
});
