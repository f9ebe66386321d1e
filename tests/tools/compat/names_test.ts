import assert from "node:assert/strict";
import { allAliases } from "../../../src/tools/compat/catalog.ts";
import { allTools } from "../../../src/tools/catalog.ts";
import { compatToolsets } from "../../../src/tools/toolsets.ts";

/** The tools that each README lists, as it lists them. */
const listed: Readonly<Record<(typeof compatToolsets)[number], string>> = {
  "compat-mcp-proxmox-admin":
    `proxmox_vm_list proxmox_vm_start proxmox_vm_stop proxmox_vm_shutdown proxmox_vm_restart
    proxmox_ct_list proxmox_ct_start proxmox_ct_stop proxmox_ct_restart proxmox_node_list proxmox_node_status
    proxmox_storage_list proxmox_snapshot_list proxmox_snapshot_create proxmox_snapshot_restore proxmox_snapshot_delete`,
  "compat-ry-ops":
    `list_nodes get_node_status list_vms get_vm_config get_vm_status start_vm stop_vm shutdown_vm reboot_vm
    create_vm_snapshot list_vm_snapshots delete_vm_snapshot list_containers get_container_status start_container
    stop_container list_storage get_storage_status list_tasks get_task_status get_cluster_status`,
  "compat-gilby125": `proxmox_get_nodes proxmox_get_vms proxmox_get_vm_status proxmox_execute_vm_command
    proxmox_get_storage proxmox_get_cluster_status`,
  "compat-husniadil": `proxmox_container_exec_command proxmox_list_containers proxmox_container_status
    proxmox_start_container proxmox_stop_container proxmox_download_file_from_container
    proxmox_upload_file_to_container proxmox_download_file_from_host proxmox_upload_file_to_host
    proxmox_host_exec_command`,
};

for (const toolset of compatToolsets) {
  Deno.test(`${toolset} has exactly the tools that the README of that server lists`, () => {
    const names = allAliases.filter((alias) => alias.toolset === toolset).map(({ name }) => name);
    assert.deepEqual(names.toSorted(), listed[toolset].split(/\s+/).toSorted());
  });
}

Deno.test("the lists of an alias are told apart by name, and each names a tool of ours that it stands for", () => {
  const names = allAliases.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const ours = new Map(allTools.map((tool) => [tool.name, tool]));
  for (const alias of allAliases) {
    const stoodFor = alias.standsFor.map((name) => ours.get(name));
    assert.ok(stoodFor.length > 0 && !stoodFor.includes(undefined), alias.name);
    for (const tool of stoodFor) {
      assert.equal(alias.access, tool?.access, alias.name);
      assert.ok(!tool?.mayConfirm || alias.mayConfirm, alias.name);
      assert.ok(!tool?.needsQuorum || alias.needsQuorum, alias.name);
      if (alias.name !== tool?.name) {
        assert.match(alias.description, new RegExp(`Alias of .*\\b${tool?.name}\\b`));
      }
    }
  }
});

Deno.test("the aliases' arguments are those of the other servers", async (t) => {
  for (const toolset of compatToolsets) {
    const aliases = allAliases.filter((alias) => alias.toolset === toolset);
    await t.step(toolset, (t) =>
      t.assertSnapshot(
        aliases.map(({ name, description, inputSchema }) => ({ name, description, ...inputSchema() })),
      ));
  }
});
