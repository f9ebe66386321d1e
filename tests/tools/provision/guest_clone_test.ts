import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";
import { labGuest } from "./lab_guest.ts";

Deno.test("a copy gets the next free vmid and can be started at once", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_guest_clone", { vmid: 102, name: "web3", start: true });
  assert.match(
    text,
    /^VM 105 \(web3\) on pve1 is made, a copy of VM 102 \(web2\), and running \(task qmstart, /,
  );
  const copy = lab.simulator.cluster.guest(105);
  assert.equal(copy?.config["name"], "web3");
  assert.match(String(copy?.config["scsi0"]), /vm-105-disk-0/);
  assert.notEqual(copy?.runtime, undefined);
});

Deno.test("a template is cloned by sharing its disks, unless another storage is named", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_guest_clone", {
    vmid: 9000,
    newid: 300,
    pool: "development",
    description: "linked",
  });
  assert.equal(
    lab.simulator.cluster.volume("nas:300/vm-300-disk-0.qcow2", "pve1")?.volume.parent !== undefined,
    true,
  );
  assert.equal(lab.simulator.cluster.poolOf(300), "development");
  await lab.text("proxmox_guest_clone", { vmid: 9000, newid: 301, storage: "local-lvm" });
  assert.equal(lab.simulator.cluster.volume("local-lvm:vm-301-disk-0", "pve1")?.volume.parent, undefined);
});

Deno.test("a copy can be made on another node where the disks are shared", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_guest_clone", { vmid: 9000, name: "far", target: "pve3" });
  assert.match(text, /^VM 105 \(far\) on pve3 is made/);
  assert.equal(lab.simulator.cluster.guest(105)?.node, "pve3");
});

Deno.test("containers are copied under a host name of their own", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_guest_clone", { vmid: 115, name: "ci-runner-2" });
  assert.equal(lab.simulator.cluster.guest(105)?.config["hostname"], "ci-runner-2");
});

Deno.test("when another call takes the next vmid first, the one after it is taken", async () => {
  await using lab = await startLab();
  const { cluster, faults } = lab.simulator;
  faults.requests.next(
    {
      kind: "before",
      action: () => {
        cluster.state.guests[105] = structuredClone({ ...labGuest(lab, 102), vmid: 105 });
      },
    },
    { method: "POST", path: /\/102\/clone$/ },
  );
  assert.match(
    await lab.text("proxmox_guest_clone", { vmid: 102, name: "late" }),
    /^VM 106 \(late\) on pve1 is made/,
  );
  assert.equal(cluster.guest(105)?.config["name"], "web2");
});

Deno.test("a vmid that is taken is refused with the next free one, before anything is sent", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_guest_clone", { vmid: 102, newid: 112 }),
    /The vmid 112 is taken\. The next free one is 105/,
  );
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("what cannot be copied as asked is refused with what would work", async (t) => {
  await using lab = await startLab();
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "shared disks without a template",
      { vmid: 102, full: false },
      /is no template.*proxmox_guest_to_template/s,
    ],
    ["a running container", { vmid: 112 }, /runs.*snapshot=.*proxmox_ct_shutdown/s],
    ["an unknown node", { vmid: 102, target: "pve9" }, /There is no node pve9.*pve1, pve2, pve3/s],
    ["an unknown guest", { vmid: 4711 }, /No guest with vmid 4711/],
    [
      "disks that are not shared",
      { vmid: 102, target: "pve2" },
      /can't clone to non-shared storage 'local-lvm'/,
    ],
  ];
  for (const [what, args, says] of calls) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_guest_clone", args), says));
  }
});

Deno.test("a copy that could not be made leaves nothing and offers nothing of somebody else's for removal", async () => {
  await using lab = await startLab();
  lab.simulator.faults.fillStorage("local-lvm");
  const text = await lab.failure("proxmox_guest_clone", { vmid: 102, name: "big", start: true });
  assert.match(text, /^Step 1 of 2, cloning VM 102 \(web2\), failed: /);
  assert.match(text, /Nothing is left of 105\./);
  assert.doesNotMatch(text, /proxmox_guest_delete/);
});

Deno.test("a copy that is made but does not start is named with the way to remove it", async () => {
  await using lab = await startLab();
  labGuest(lab, 102).config["hostpci0"] = "0000:41:00.0";
  const text = await lab.failure("proxmox_guest_clone", { vmid: 102, name: "broken", start: true });
  assert.match(
    text,
    /^Step 2 of 2, starting it, failed: The task qmstart of 105 on pve1 failed: start failed/,
  );
  assert.match(text, /is there now: VM 105 on pve1\. proxmox_guest_delete vmid=105 removes it\./);
  assert.match(text, /\| kvm: -device vfio-pci/);
});

Deno.test("without time to wait the answer says what runs and what is left to call", async () => {
  await using lab = await startLab({ speed: 1 });
  const text = await lab.text("proxmox_guest_clone", { vmid: 102, name: "later", start: true, wait: 0 });
  assert.match(text, /^Making VM 105 \(later\) on pve1: cloning VM 102 \(web2\) still runs after 0 s\./);
  assert.match(text, /proxmox_task_wait upid=UPID:pve1:\S+:qmclone:102:/);
  assert.match(text, /Not begun yet.*:\nproxmox_vm_start vmid=105$/);
});
