import assert from "node:assert/strict";
import { startCluster, tokenSettings } from "../../harness/cluster.ts";
import { serveInProcess } from "../../harness/in_process.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann@work";

/** What an auditor, who may look at everything and change nothing, is told. */
const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ["proxmox_vm_create", { name: "a1", node: "pve1", storage: "local-lvm" }, /Permission check failed/],
  ["proxmox_ct_create", {
    template: "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
    hostname: "a1",
    node: "pve1",
    storage: "local-lvm",
    ssh_keys: key,
  }, /Permission check failed/],
  ["proxmox_guest_clone", { vmid: 102 }, /VM\.Clone/],
  ["proxmox_vm_configure", { vmid: 102, cores: 3 }, /VM\.Config\./],
  ["proxmox_ct_configure", { vmid: 115, cores: 3 }, /VM\.Config\./],
  ["proxmox_vm_cloudinit", { vmid: 9000, user: "ann" }, /VM\.Config\./],
  ["proxmox_guest_resize_disk", { vmid: 102, disk: "scsi0", size: "+1G" }, /VM\.Config\.Disk/],
  ["proxmox_guest_move_disk", { vmid: 102, disk: "scsi0", storage: "nas" }, /VM\.Config\.Disk/],
  ["proxmox_guest_migrate", { vmid: 102, target: "pve2" }, /VM\.Migrate/],
  ["proxmox_guest_to_template", { vmid: 102 }, /VM\.Allocate/],
  ["proxmox_guest_delete", { vmid: 102 }, /VM\.Allocate/],
  [
    "proxmox_template_download",
    { template: "ubuntu", node: "pve1", storage: "local" },
    /Datastore\.AllocateTemplate/,
  ],
  ["proxmox_vm_deploy", { name: "a1", template: "9000" }, /VM\.Clone/],
];

Deno.test("a login without the rights is told which privilege it lacks, and how to grant it", async (t) => {
  await using cluster = await startCluster();
  const { auditor } = cluster.simulator.logins;
  await using server = await serveInProcess({
    ...{ ...cluster.environment, PROXMOX_CONFIRM: "off" },
    ...tokenSettings(auditor),
  });
  for (const [tool, args, says] of calls) {
    await t.step(tool, async () => {
      const { isError, text } = await server.call(tool, args);
      assert.equal(isError, true, text);
      assert.match(text, says);
    });
  }
});
