import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";
import type { ProgressNote } from "../../harness/tool_client.ts";
import { labGuest } from "./lab_guest.ts";

const untagged = { PROXMOX_PROTECTED_TAG: "untouchable" };

function sent(lab: Awaited<ReturnType<typeof startLab>>) {
  return lab.simulator.requests.find(({ method, path }) => method === "POST" && path.endsWith("/migrate"))
    ?.params;
}

Deno.test("a running VM is moved live, its local disks with it", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_guest_migrate", { vmid: 101, target: "pve2" });
  assert.match(
    text,
    /^VM 101 \(web1\) is on pve2 now, running, moved while running, 1 local disk \(32 GiB\) copied \(task qmigrate, /,
  );
  assert.deepEqual(sent(lab), { ...sent(lab), target: "pve2", online: "1", "with-local-disks": "1" });
  assert.equal(labGuest(lab, 101).node, "pve2");
  assert.match(await lab.text("proxmox_vm_status", { vmid: 101 }), /node: pve2/);
});

Deno.test("a stopped guest needs neither, and another storage may be named for its disks", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_guest_migrate", { vmid: 102, target: "pve3", storage: "tank" });
  assert.match(text, /^VM 102 \(web2\) is on pve3 now, stopped, 1 local disk \(32 GiB\) copied/);
  assert.equal(sent(lab)?.["online"], undefined);
  assert.equal(sent(lab)?.["targetstorage"], "tank");
});

Deno.test("a running container is shut down and started for the move", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_guest_migrate", { vmid: 100, target: "pve3" });
  assert.match(
    text,
    /^CT 100 \(dns1\) is on pve3 now, running, shut down and started for the move, 1 local disk/,
  );
  assert.equal(sent(lab)?.["restart"], "1");
  assert.notEqual(labGuest(lab, 100).runtime, undefined);
});

Deno.test("progress is told in bytes of all local disks", async () => {
  await using lab = await startLab({ speed: 20 });
  const notes: ProgressNote[] = [];
  await lab.text("proxmox_guest_migrate", { vmid: 101, target: "pve2" }, {
    onProgress: (note) => notes.push(note),
  });
  assert.ok(
    notes.some(({ message }) => /^copied [\d.]+ [MG]iB of 32 GiB$/.test(message ?? "")),
    JSON.stringify(notes),
  );
});

Deno.test("what forbids a move is explained before anything is sent", async (t) => {
  await using lab = await startLab();
  labGuest(lab, 115).config["mp0"] = "/srv/builds,mp=/builds";
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "a storage that the node lacks",
      { vmid: 112, target: "pve1" },
      /CT 112 \(monitoring\) cannot go to pve1: pve1 does not have the storage tank \(storage= names another/,
    ],
    [
      "the same of a VM, told once",
      { vmid: 120, target: "pve1" },
      /VM 120 \(files\) cannot go to pve1: pve1 does not have the storage tank [^;]*\. Nothing was sent/,
    ],
    ["a device of the node", { vmid: 123, target: "pve1" }, /hostpci0 is a device of this node/],
    [
      "an ISO image of the node",
      { vmid: 113, target: "pve1" },
      /ide2 holds local:iso\/virtio-win-0\.1\.240\.iso, an image on this node .*iso=none/,
    ],
    [
      "a directory of the node",
      { vmid: 115, target: "pve1" },
      /mp0 is \/srv\/builds, a directory of this node/,
    ],
    ["its own node", { vmid: 101, target: "pve1" }, /VM 101 \(web1\) is on pve1 already/],
    ["an unknown node", { vmid: 101, target: "pve9" }, /There is no node pve9/],
    [
      "a storage that is not there",
      { vmid: 102, target: "pve2", storage: "nowhere" },
      /pve2 does not have the storage nowhere/,
    ],
  ];
  for (const [what, args, says] of calls) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_guest_migrate", args), says));
  }
  assert.equal(lab.cluster.countRequests("POST", /migrate/), 0);
});

Deno.test("an offline node is refused at once", async () => {
  await using lab = await startLab({ speed: 1000 });
  lab.simulator.faults.breakNode("pve3", "gone");
  assert.match(await lab.failure("proxmox_guest_migrate", { vmid: 102, target: "pve3" }), /pve3 is offline/);
});

Deno.test("a guest under HA is followed until its manager has moved it", async () => {
  await using lab = await startLab({ settings: untagged });
  const text = await lab.text("proxmox_guest_migrate", { vmid: 103, target: "pve2" });
  assert.match(text, /^VM 103 \(db1\) is on pve2 now, running, moved while running \(task hamigrate, /);
  assert.equal(labGuest(lab, 103).node, "pve2");
});

Deno.test("a migration that fails shows the reason from its log", async () => {
  await using lab = await startLab();
  labGuest(lab, 102).config["lock"] = "snapshot";
  const text = await lab.failure("proxmox_guest_migrate", { vmid: 102, target: "pve2" });
  assert.match(text, /migration aborted/);
  assert.match(text, /\| .*ERROR: migration aborted .*VM is locked \(snapshot\)/);
});

Deno.test("8.4 has no check for containers, so the program's own has to do", async (t) => {
  for (const version of ["8.4", "9.2"] as const) {
    await t.step(version, async () => {
      await using lab = await startLab({ version });
      assert.match(
        await lab.failure("proxmox_guest_migrate", { vmid: 112, target: "pve1" }),
        /pve1 does not have the storage tank/,
      );
      assert.match(
        await lab.text("proxmox_guest_migrate", { vmid: 112, target: "pve3" }),
        /is on pve3 now, running/,
      );
      assert.equal(
        lab.cluster.countRequests("GET", /lxc\/112\/migrate$/),
        version === "8.4" ? 0 : 2,
      );
    });
  }
});
