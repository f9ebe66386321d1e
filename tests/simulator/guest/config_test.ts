import assert from "node:assert/strict";
import { type Data, json, Lab } from "../client.ts";

const RUNNING = "/nodes/pve1/qemu/101";
const STOPPED = "/nodes/pve1/qemu/102";

Deno.test("a running machine keeps what it cannot change at once as pending until it is restarted", async () => {
  await using lab = await Lab.start();
  await lab.data("PUT", `${RUNNING}/config`, { cores: 2, description: "Shop front" });
  const row = async (key: string) =>
    (await lab.data("GET", `${RUNNING}/pending`)).find((one: Data) => one.key === key);
  assert.deepEqual(await row("cores"), { key: "cores", value: 4, pending: 2 });
  assert.deepEqual(await row("description"), { key: "description", value: "Shop front" });
  assert.equal((await lab.data("GET", `${RUNNING}/config`, { current: 1 })).cores, 4);
  assert.equal((await lab.data("GET", `${RUNNING}/config`)).cores, 2);
  await lab.task("POST", `${RUNNING}/status/reboot`);
  assert.deepEqual(await row("cores"), { key: "cores", value: 2 });
});

Deno.test("a pending change can be taken back, and a pending removal is marked", async () => {
  await using lab = await Lab.start();
  await lab.data("PUT", `${RUNNING}/config`, { cores: 2, delete: "cpu" });
  await lab.data("PUT", `${RUNNING}/config`, { revert: "cores" });
  const rows: Data[] = await lab.data("GET", `${RUNNING}/pending`);
  assert.deepEqual(rows.find((row) => row.key === "cores"), { key: "cores", value: 4 });
  assert.deepEqual(rows.find((row) => row.key === "cpu"), { key: "cpu", value: "x86-64-v2-AES", delete: 1 });
});

Deno.test("a stopped machine is changed at once, and its digest changes with it", async () => {
  await using lab = await Lab.start();
  const before = await lab.data("GET", `${STOPPED}/config`);
  await lab.data("PUT", `${STOPPED}/config`, { cores: 2, digest: before.digest });
  const after = await lab.data("GET", `${STOPPED}/config`);
  assert.equal(after.cores, 2);
  assert.notEqual(after.digest, before.digest);
  const late = await lab.call("PUT", `${STOPPED}/config`, { cores: 3, digest: before.digest });
  assert.equal(late.status, 500);
  assert.equal(late.reason, "checksum mismatch (file change by other user?)");
});

Deno.test("a removed disk stays as unused, and removing that frees the volume", async () => {
  await using lab = await Lab.start();
  await lab.data("PUT", `${STOPPED}/config`, { scsi1: "local-lvm:4" });
  const volume = "local-lvm:vm-102-disk-1";
  const config = () => lab.data("GET", `${STOPPED}/config`);
  assert.equal((await config()).scsi1, `${volume},size=4G`);
  await lab.data("PUT", `${STOPPED}/config`, { delete: "scsi1" });
  assert.equal((await config()).unused0, volume);
  await lab.data("PUT", `${STOPPED}/config`, { delete: "unused0" });
  assert.equal((await config()).unused0, undefined);
  const content: Data[] = await lab.data("GET", "/nodes/pve1/storage/local-lvm/content", { vmid: 102 });
  assert.deepEqual(content.map((one) => one.volid), ["local-lvm:vm-102-disk-0"]);
});

Deno.test("POST changes a machine's configuration in a task, PUT a container's at once", async () => {
  await using lab = await Lab.start();
  const changed = await lab.task("POST", `${STOPPED}/config`, { memory: 4096 });
  assert.deepEqual(changed.status, "OK");
  assert.equal(await lab.data("PUT", "/nodes/pve1/lxc/100/config", { memory: 1024 }), null);
  assert.equal((await lab.data("GET", "/nodes/pve1/lxc/100/config")).memory, 1024);
});

Deno.test("what is unknown, locked or empty is refused in Proxmox's words", async () => {
  await using lab = await Lab.start();
  const unknown = await lab.call("PUT", `${STOPPED}/config`, { colour: "red" });
  assert.deepEqual(json(unknown)["errors"], {
    colour: "property is not defined in schema and the schema does not allow additional properties",
  });
  assert.equal((await lab.call("PUT", `${STOPPED}/config`)).reason, "no options specified");
  const locked = await lab.call("PUT", "/nodes/pve2/qemu/111/config", { cores: 1 });
  assert.equal(locked.reason, "VM is locked (backup)");
});
