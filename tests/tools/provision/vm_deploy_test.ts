import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";
import type { ProgressNote } from "../../harness/tool_client.ts";
import { labGuest } from "./lab_guest.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann@work";
const image = "https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2";

Deno.test("a template becomes a running VM with an address in one call", async () => {
  await using lab = await startLab();
  const notes: ProgressNote[] = [];
  const text = await lab.text("proxmox_vm_deploy", {
    name: "web3",
    template: "debian-13-cloud",
    cores: 4,
    memory: 4096,
    disk: 20,
    user: "ann",
    ssh_keys: key,
    pool: "production",
    tags: ["prod"],
  }, { onProgress: (note) => notes.push(note) });
  assert.match(
    text,
    /^VM 105 \(web3\) on pve1 is running, address 10\.20\.250\.106 \(task qmstart, \d+ s\)\.\nssh ann@10\.20\.250\.106$/,
  );
  const { config, runtime } = labGuest(lab, 105);
  assert.deepEqual([config["cores"], config["memory"], config["ciuser"], config["tags"]], [
    4,
    "4096",
    "ann",
    "prod",
  ]);
  assert.match(String(config["scsi0"]), /size=20G/);
  assert.equal(decodeURIComponent(String(config["sshkeys"])), key);
  assert.notEqual(runtime, undefined);
  assert.equal(lab.simulator.cluster.poolOf(105), "production");
  const steps = notes.map(({ message }) => message ?? "");
  for (
    const step of [
      "step 1 of 5, cloning VM 9000 (debian-13-cloud)",
      "step 2 of 5, setting CPU, memory, network and cloud-init",
      "step 3 of 5, growing its disk",
      "step 4 of 5, starting it",
      "step 5 of 5, waiting for its address",
    ]
  ) assert.ok(steps.some((said) => said.startsWith(step)), `${step} is not among ${steps.join(" | ")}`);
  const shares = notes.map(({ progress }) => progress);
  assert.deepEqual(shares, shares.toSorted((left, right) => left - right));
});

Deno.test("a fixed address is set and found again", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_vm_deploy", {
    name: "web3",
    template: "9000",
    vmid: 300,
    ip: "10.20.10.77/24",
    gateway: "10.20.10.1",
    storage: "local-lvm",
    bridge: "vmbr1",
    vlan: 10,
  });
  assert.match(text, /^VM 300 \(web3\) on pve1 is running, address 10\.20\.10\.77 \(/);
  const { config } = labGuest(lab, 300);
  assert.equal(config["ipconfig0"], "ip=10.20.10.77/24,gw=10.20.10.1");
  assert.match(String(config["scsi0"]), /^local-lvm:/);
  assert.match(String(config["net0"]), /bridge=vmbr1.*tag=10/);
});

Deno.test("a cloud image is downloaded once, imported and grown", async () => {
  await using lab = await startLab();
  lab.simulator.cluster.storage("local")?.content.push("import");
  const call = { image, node: "pve1", storage: "local-lvm", disk: 12, user: "ann", ssh_keys: key, wait: 2 };
  const first = await lab.text("proxmox_vm_deploy", { ...call, name: "one", checksum: "ab".repeat(64) });
  assert.match(first, /^VM 105 \(one\) on pve1 is running; its address is not known yet/);
  assert.match(
    first,
    /The guest agent says nothing: QEMU guest agent is not running\..*proxmox_vm_status vmid=105/,
  );
  const { config } = labGuest(lab, 105);
  assert.match(String(config["scsi0"]), /^local-lvm:vm-105-disk-0,.*size=12G/);
  assert.equal(config["ipconfig0"], "ip=dhcp");
  assert.match(String(config["ide2"]), /cloudinit/);
  const created = lab.simulator.requests.find(({ method, path }) =>
    method === "POST" && path.endsWith("/qemu")
  );
  assert.match(
    String(created?.params["scsi0"]),
    /^local-lvm:0,import-from=local:import\/debian-13-genericcloud-amd64\.qcow2,/,
  );
  const second = await lab.text("proxmox_vm_deploy", {
    ...call,
    name: "two",
    ip: "10.0.0.9/24",
    gateway: "10.0.0.1",
  });
  assert.match(
    second,
    /^VM 106 \(two\) on pve1 is running; its address is set to 10\.0\.0\.9, .*\nssh ann@10\.0\.0\.9$/m,
  );
  assert.match(second, /was there already and was not downloaded or checked again/);
  assert.equal(lab.cluster.countRequests("POST", /download-url/), 1);
});

Deno.test("when a step fails the answer says which, what there is now, and how to remove it", async (t) => {
  await t.step("the start", async () => {
    await using lab = await startLab();
    labGuest(lab, 9000).config["hostpci0"] = "0000:41:00.0";
    const text = await lab.failure("proxmox_vm_deploy", { name: "web3", template: "9000" });
    assert.match(
      text,
      /^Step 3 of 4, starting it, failed: The task qmstart of 105 on pve1 failed: start failed/,
    );
    assert.match(text, /is there now: VM 105 on pve1\. proxmox_guest_delete vmid=105 removes it\./);
    assert.match(text, /data not instructions\]\n\| kvm: /);
  });
  await t.step("the configuration", async () => {
    await using lab = await startLab();
    lab.simulator.faults.requests.next({ kind: "status", status: 500, reason: "broken" }, {
      method: "PUT",
      path: /config/,
    });
    const text = await lab.failure("proxmox_vm_deploy", { name: "web3", template: "9000", cores: 4 });
    assert.match(text, /^Step 2 of 4, setting CPU, .* failed: .*proxmox_guest_delete vmid=105/s);
  });
  await t.step("the import, after which the image stays", async () => {
    await using lab = await startLab();
    lab.simulator.cluster.storage("local")?.content.push("import");
    lab.simulator.faults.fillStorage("local-lvm");
    const text = await lab.failure("proxmox_vm_deploy", {
      name: "a1",
      image,
      node: "pve1",
      storage: "local-lvm",
      disk: 9,
    });
    assert.match(text, /^Step \d of 5, .* failed: /);
    assert.match(
      text,
      /The image local:import\/debian-13-genericcloud-amd64\.qcow2 stays, to be used again\./,
    );
  });
  await t.step("the download", async () => {
    await using lab = await startLab();
    lab.simulator.cluster.storage("local")?.content.push("import");
    const text = await lab.failure("proxmox_vm_deploy", {
      name: "web3",
      image: "http://127.0.0.1:1/x.qcow2",
    });
    assert.match(
      text,
      /^Step 1 of 4, downloading x\.qcow2, failed: .*Connection refused.*No guest was made\./s,
    );
    assert.doesNotMatch(text, /proxmox_guest_delete/);
  });
});

Deno.test("when the time is up the answer says what runs and what is left to call", async () => {
  await using lab = await startLab({ speed: 2 });
  const text = await lab.text("proxmox_vm_deploy", {
    ...{ name: "web3", template: "9000", storage: "local-lvm", disk: 20, wait: 1 },
  });
  assert.match(
    text,
    /^Making VM 105 \(web3\) on pve1: cloning VM 9000 \(debian-13-cloud\) still runs after 1 s\. /,
  );
  assert.match(text, /Not begun yet; call one after the other when that is over:\n/);
  assert.match(
    text,
    /proxmox_vm_cloudinit vmid=105.*\nproxmox_guest_resize_disk vmid=105 disk=scsi0 size=20G\nproxmox_vm_start vmid=105\nproxmox_vm_status vmid=105/,
  );
});

Deno.test("two deployments at once get a vmid each", async () => {
  await using lab = await startLab();
  const texts = await Promise.all(
    ["one", "two", "three"].map((name) => lab.text("proxmox_vm_deploy", { name, template: "9000" })),
  );
  const ids = texts.map((text) =>
    /^VM (\d+) \((?:one|two|three)\) on pve1 is running, address/.exec(text)?.[1]
  );
  assert.equal(new Set(ids).size, 3, texts.join("\n"));
});

Deno.test("what cannot be right is refused before anything is made", async (t) => {
  await using lab = await startLab();
  const cases: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["no source", { name: "a1" }, /Give either template .* or image/],
    [
      "an unknown template",
      { name: "a1", template: "fedora" },
      /No VM template is called "fedora".*VM 9000 \(debian-13-cloud\)/s,
    ],
    ["no template", { name: "a1", template: "102" }, /VM 102 \(web2\) is no template.*proxmox_guest_clone/s],
    [
      "a smaller disk",
      { name: "a1", template: "9000", disk: 4 },
      /has 8 GiB, and disks cannot be made smaller/,
    ],
    ["a wrong key", { name: "a1", template: "9000", ssh_keys: "x" }, /no SSH public key/],
    ["no image", { name: "a1", image: "local:iso/x.iso" }, /is no disk image/],
    ["no storage for images", { name: "a1", image }, /No storage on pve\d takes disk images to import/],
    ["a taken vmid", { name: "a1", template: "9000", vmid: 101 }, /The vmid 101 is taken/],
    ["a bad name", { name: "a b", template: "9000" }, /name: must be a DNS name/],
  ];
  for (const [what, args, says] of cases) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_vm_deploy", args), says));
  }
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("the policy's lists hold for the new VM: its vmid, node, pool and storage", async (t) => {
  const cases: readonly (readonly [string, Record<string, string>, Record<string, unknown>, RegExp])[] = [
    ["vmid", { PROXMOX_ALLOWED_GUESTS: "9000-9999" }, {}, /Guest 105 is not within PROXMOX_ALLOWED_GUESTS/],
    [
      "node",
      { PROXMOX_DENIED_NODES: "pve3" },
      { node: "pve3" },
      /There is no node pve3|PROXMOX_DENIED_NODES/,
    ],
    [
      "storage",
      { PROXMOX_DENIED_STORAGES: "local-lvm" },
      { storage: "local-lvm" },
      /PROXMOX_DENIED_STORAGES|No storage local-lvm/,
    ],
  ];
  for (const [what, settings, args, says] of cases) {
    await t.step(what, async () => {
      await using lab = await startLab({ settings });
      assert.match(await lab.failure("proxmox_vm_deploy", { name: "a1", template: "9000", ...args }), says);
      assert.equal(lab.cluster.countRequests("POST", /./), 0);
    });
  }
});

Deno.test("it works the same on 8.4", async () => {
  await using lab = await startLab({ version: "8.4" });
  assert.match(
    await lab.text("proxmox_vm_deploy", { name: "old", template: "9000", user: "ann", ssh_keys: key }),
    /^VM 105 \(old\) on pve1 is running, address /,
  );
});
