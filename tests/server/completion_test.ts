import assert from "node:assert/strict";
import { type Lab, startLab } from "../harness/lab.ts";
import { serveInProcess } from "../harness/in_process.ts";

type Reference = { readonly type: "ref/prompt"; readonly name: string } | {
  readonly type: "ref/resource";
  readonly uri: string;
};

async function completed(
  { server }: Pick<Lab, "server">,
  ref: Reference,
  name: string,
  value: string,
): Promise<readonly string[]> {
  return (await server.client.sdk.complete({ ref, argument: { name, value } })).completion.values;
}

const explain = { type: "ref/prompt", name: "explain_guest" } as const;
const vm = { type: "ref/resource", uri: "proxmox://vms/{vmid}" } as const;
const container = { type: "ref/resource", uri: "proxmox://containers/{vmid}/config" } as const;
const node = { type: "ref/resource", uri: "proxmox://nodes/{node}" } as const;
const storage = { type: "ref/resource", uri: "proxmox://storages/{storage}" } as const;

Deno.test("guests are completed by vmid or by name, nodes and storages by name", async () => {
  await using lab = await startLab();
  assert.deepEqual(await completed(lab, explain, "vmid", "10"), ["100", "101", "102", "103", "104"]);
  assert.deepEqual(await completed(lab, explain, "vmid", "WEB"), ["101", "102"]);
  assert.deepEqual(await completed(lab, vm, "vmid", "10"), ["101", "102", "103"]);
  assert.deepEqual(await completed(lab, container, "vmid", "10"), ["100", "104"]);
  assert.deepEqual(await completed(lab, node, "node", "pve"), ["pve1", "pve2", "pve3"]);
  assert.deepEqual(await completed(lab, storage, "storage", "local"), ["local", "local-lvm"]);
});

Deno.test("what the caller may not see completes nothing, nor does an argument that is free text", async () => {
  await using lab = await startLab({
    settings: { PROXMOX_DENIED_GUESTS: "101", PROXMOX_ALLOWED_NODES: "pve1" },
  });
  assert.deepEqual(await completed(lab, explain, "vmid", "web"), ["102"]);
  assert.deepEqual(await completed(lab, node, "node", ""), ["pve1"]);
  assert.deepEqual(await completed(lab, explain, "complaint", "s"), []);
  assert.deepEqual(await completed(lab, { type: "ref/prompt", name: "nosuch" }, "vmid", "1"), []);
});

Deno.test("a cluster that cannot be asked completes nothing, and no error disturbs who types", async () => {
  await using lab = await startLab();
  await using server = await serveInProcess({
    ...lab.cluster.environment,
    PROXMOX_PORT: "1",
    PROXMOX_RETRY_ATTEMPTS: "0",
  });
  assert.deepEqual(await completed({ server }, node, "node", "pve"), []);
});
