import assert from "node:assert/strict";
import type { InProcess } from "../harness/in_process.ts";
import { startLab } from "../harness/lab.ts";

async function readText({ client }: InProcess, uri: string): Promise<string> {
  const { contents } = await client.sdk.readResource({ uri });
  return contents.map((content) => "text" in content ? content.text : "").join("\n");
}

Deno.test("resources and their templates are listed with the tools that answer them", async (t) => {
  await using lab = await startLab({ settings: { PROXMOX_TOOLSETS: "all" } });
  const { sdk } = lab.server.client;
  await t.assertSnapshot({
    resources: (await sdk.listResources()).resources,
    templates: (await sdk.listResourceTemplates()).resourceTemplates,
  });
});

Deno.test("a resource is what its tool answers, and every one can be read", async () => {
  await using lab = await startLab({ settings: { PROXMOX_TOOLSETS: "all" } });
  const { sdk } = lab.server.client;
  for (const { uri } of (await sdk.listResources()).resources) {
    assert.notEqual(await readText(lab.server, uri), "", uri);
  }
  assert.equal(
    await readText(lab.server, "proxmox://vms/101/config"),
    await lab.text("proxmox_vm_config", { vmid: 101 }),
  );
  assert.match(await readText(lab.server, "proxmox://containers/112"), /monitoring/);
  assert.match(await readText(lab.server, "proxmox://nodes/pve2"), /pve2/);
  assert.match(await readText(lab.server, "proxmox://storages/nas"), /nas/);
  await lab.text("proxmox_vm_start", { vmid: 102 });
  const upid = lab.latestTask?.upid ?? assert.fail("no task");
  assert.match(await readText(lab.server, `proxmox://tasks/${encodeURIComponent(upid)}`), /qmstart/);
});

Deno.test("an address that is none, and a guest that is not there, are told apart", async () => {
  await using lab = await startLab();
  const { sdk } = lab.server.client;
  await assert.rejects(sdk.readResource({ uri: "proxmox://nosuch" }), {
    code: -32602,
    data: { uri: "proxmox://nosuch" },
  });
  await assert.rejects(sdk.readResource({ uri: "proxmox://vms/999" }), /No guest with vmid 999 is visible/);
  await assert.rejects(sdk.readResource({ uri: "proxmox://vms/112" }), /proxmox_ct_status/);
});

Deno.test("a resource whose guest is kept out of reach is refused as its tool is", async () => {
  await using lab = await startLab({ settings: { PROXMOX_DENIED_GUESTS: "101" } });
  const { sdk } = lab.server.client;
  await assert.rejects(sdk.readResource({ uri: "proxmox://vms/101" }), /PROXMOX_DENIED_GUESTS/);
  assert.doesNotMatch(await readText(lab.server, "proxmox://guests"), /web1/);
});
