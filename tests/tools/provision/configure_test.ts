import assert from "node:assert/strict";
import { callConfirmed } from "./confirmed_call.ts";
import { startLab } from "../../harness/lab.ts";
import { labGuest } from "./lab_guest.ts";

Deno.test("options of a VM are changed under the digest they were read with, and shown before and after", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_vm_configure", {
    vmid: 102,
    name: "web2b",
    cores: 6,
    memory: 4096,
    tags: ["prod", "blue"],
    agent: false,
    description: "line one\nline two",
  });
  assert.match(text, /^VM 102 \(web2\) on pve1, 6 options changed\n/);
  for (
    const line of [
      "agent: enabled=1 -> enabled=0",
      "cores: 4 -> 6",
      "description: (not set) -> line one / line two",
      "memory: 8192 -> 4096",
      "name: web2 -> web2b",
      "tags: prod;web -> blue;prod",
    ]
  ) assert.ok(text.split("\n").includes(line), `${line} is not in ${text}`);
  const { config } = labGuest(lab, 102);
  assert.deepEqual([config["cores"], config["memory"], config["name"]], [6, "4096", "web2b"]);
  const put = lab.simulator.requests.find(({ method }) => method === "PUT");
  assert.match(String(put?.params["digest"]), /^[0-9a-f]{40}$/);
  assert.match(await lab.text("proxmox_vm_config", { vmid: 102 }), /^cores: 6$/m);
});

Deno.test("what a running guest takes over only at its next start is said to wait", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_vm_configure", { vmid: 101, memory: 16384, onboot: false });
  assert.match(text, /^memory: 8192 -> 16384 \(from its next start on\)$/m);
  assert.match(text, /^onboot: 1 -> 0$/m);
  assert.match(text, /\nproxmox_vm_restart applies what waits\.$/);
  assert.match(
    await lab.text("proxmox_vm_config", { vmid: 101 }),
    /pending until the next start:\nmemory: 16384/,
  );
});

Deno.test("a device keeps its address and its other properties when its bridge changes", async () => {
  await using lab = await startLab();
  const before = String(labGuest(lab, 102).config["net0"]);
  const mac = /BC:[0-9A-F:]+/.exec(before)?.[0];
  await lab.text("proxmox_vm_configure", { vmid: 102, bridge: "vmbr1", vlan: 30 });
  assert.equal(labGuest(lab, 102).config["net0"], `virtio=${mac},bridge=vmbr1,firewall=1,tag=30`);
  await lab.text("proxmox_vm_configure", { vmid: 102, net: 1, model: "e1000", connected: false });
  assert.match(String(labGuest(lab, 102).config["net1"]), /^e1000=BC:[0-9A-F:]+,bridge=vmbr0,link_down=1$/);
  await lab.text("proxmox_vm_configure", { vmid: 102, remove: ["net1"] });
  assert.equal(labGuest(lab, 102).config["net1"], undefined);
});

Deno.test("an ISO image is put into the drive and taken out again", async () => {
  await using lab = await startLab();
  const iso = "nas:iso/debian-13.1.0-amd64-netinst.iso";
  await lab.text("proxmox_vm_configure", { vmid: 102, iso, boot: ["ide2", "scsi0"] });
  assert.match(
    String(labGuest(lab, 102).config["ide2"]),
    /^nas:iso\/debian-13\.1\.0-amd64-netinst\.iso,media=cdrom/,
  );
  assert.equal(labGuest(lab, 102).config["boot"], "order=ide2;scsi0");
  await lab.text("proxmox_vm_configure", { vmid: 102, iso: "none" });
  assert.equal(labGuest(lab, 102).config["ide2"], "none,media=cdrom");
});

Deno.test("a new disk of a VM is made in a task of its own, and comes off again without being lost", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_vm_configure", { vmid: 102, add_disk: 10, storage: "local-lvm" });
  assert.match(text, /^scsi1: \(not set\) -> local-lvm:vm-102-disk-1,discard=on,iothread=1,size=10G$/m);
  assert.equal(lab.cluster.countRequests("POST", /qemu\/102\/config$/), 1);
  await lab.text("proxmox_vm_configure", { vmid: 102, remove: ["scsi1"] });
  assert.equal(labGuest(lab, 102).config["unused0"], "local-lvm:vm-102-disk-1");
});

Deno.test("deleting an unused disk is confirmed first, and a change in between voids the confirmation", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_configure", { vmid: 102, add_disk: 10, storage: "local-lvm" });
  await lab.text("proxmox_vm_configure", { vmid: 102, remove: ["scsi1"] });
  const call = { vmid: 102, remove: ["unused0"] };
  const stale = /confirm=(\S+)/.exec(await lab.text("proxmox_vm_configure", call))?.[1];
  await lab.text("proxmox_vm_configure", { vmid: 102, cores: 3 });
  assert.match(
    await lab.failure("proxmox_vm_configure", { ...call, confirm: stale }),
    /has changed since it was shown/,
  );
  const { preview, text } = await callConfirmed(lab, "proxmox_vm_configure", call);
  assert.match(
    preview,
    /VM 102 \(web2\) loses unused0 \(local-lvm:vm-102-disk-1\) with all data, for good\./,
  );
  assert.match(text, /^unused0: local-lvm:vm-102-disk-1 -> \(not set\)$/m);
  assert.equal(lab.simulator.cluster.volume("local-lvm:vm-102-disk-1", "pve1"), undefined);
});

Deno.test("a container's options, device and volumes are changed alike", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_ct_configure", {
    vmid: 115,
    cores: 4,
    swap: 0,
    features: [],
    ip: "dhcp",
    add_disk: 20,
    path: "/srv/cache",
    storage: "tank",
  });
  assert.match(text, /^CT 115 \(ci-runner\) on pve2, 5 options changed$/m);
  assert.match(text, /^features: nesting=1 -> \(not set\)$/m);
  assert.match(text, /^mp0: \(not set\) -> tank:subvol-115-disk-\d,.*mp=\/srv\/cache.*size=20G$/m);
  assert.match(text, /^net0: .*ip=10\.20\.20\.15\/24.* -> .*ip=dhcp/m);
  assert.match(String(labGuest(lab, 115).config["net0"]), /hwaddr=BC:24:11:/);
  await lab.text("proxmox_ct_configure", { vmid: 115, features: ["nesting"], remove: ["mp0"] });
  assert.equal(labGuest(lab, 115).config["features"], "nesting=1");
  assert.match(String(labGuest(lab, 115).config["unused0"]), /^tank:/);
});

Deno.test("a change is refused when somebody else was faster", async (t) => {
  await using lab = await startLab();
  for (const [tool, vmid] of [["proxmox_vm_configure", 102], ["proxmox_ct_configure", 115]] as const) {
    await t.step(tool, async () => {
      lab.simulator.faults.requests.next(
        { kind: "before", action: () => labGuest(lab, vmid).config["description"] = "someone else" },
        { method: "PUT", path: /config$/ },
      );
      assert.match(
        await lab.failure(tool, { vmid, cores: 1 }),
        /Somebody else changed it in between: read it again/,
      );
      assert.match(
        await lab.failure(tool, { vmid, cores: 1, digest: "0123456789abcdef0123456789abcdef01234567" }),
        /no longer the one with digest 0123.*Nothing was sent.*its digest is [0-9a-f]{40} now/s,
      );
    });
  }
});

Deno.test("what is so already is not sent", async () => {
  await using lab = await startLab();
  assert.equal(
    await lab.text("proxmox_vm_configure", { vmid: 102, cores: 4, memory: 8192, agent: true }),
    "VM 102 (web2) on pve1 is like that already; nothing was changed.",
  );
  assert.equal(lab.cluster.countRequests("PUT", /./), 0);
});

Deno.test("a call that cannot be right is refused before anything is sent", async (t) => {
  await using lab = await startLab();
  const vm = "proxmox_vm_configure";
  const ct = "proxmox_ct_configure";
  const calls: readonly (readonly [string, string, Record<string, unknown>, RegExp])[] = [
    [
      "an option that is not set",
      vm,
      { vmid: 102, remove: ["scsi7"] },
      /"scsi7" is not set.*Did you mean scsi0/s,
    ],
    ["set and removed", vm, { vmid: 102, cores: 2, remove: ["cores"] }, /set and removed at the same time/],
    ["a lock", vm, { vmid: 111, remove: ["lock"] }, /A lock is not taken off here/],
    ["a protection", vm, { vmid: 102, remove: ["protection"] }, /Protection is not taken off here/],
    ["the same by value", ct, { vmid: 115, protection: false }, /protection: can only be switched on here/],
    ["a path of the node as ISO", vm, { vmid: 102, iso: "/dev/sda" }, /iso: must be a volume id/],
    [
      "two properties in one",
      vm,
      { vmid: 102, bridge: "vmbr0,firewall=0" },
      /bridge: is no name of a bridge/,
    ],
    [
      "a container's id",
      vm,
      { vmid: 115, cores: 2 },
      /115 .* is a container\. Call proxmox_ct_configure instead/,
    ],
    ["a disk without a path", ct, { vmid: 115, add_disk: 5 }, /add_disk and path go together/],
    ["an unknown argument", ct, { vmid: 115, ram: 512 }, /there is no argument "ram"/],
    ["a protected guest", vm, { vmid: 103, cores: 2 }, /tag protected and is never changed/],
  ];
  for (const [what, tool, args, says] of calls) {
    await t.step(what, async () => assert.match(await lab.failure(tool, args), says));
  }
  assert.equal(lab.cluster.countRequests("PUT", /./) + lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("a feature that Proxmox leaves to root's own login is explained as such", async () => {
  await using lab = await startLab();
  const text = await lab.failure("proxmox_ct_configure", { vmid: 115, features: ["nesting", "keyctl"] });
  assert.match(text, /only allowed for root@pam.*no API token can/s);
});

Deno.test("a locked guest's configuration stays as it is", async () => {
  await using lab = await startLab();
  assert.match(await lab.failure("proxmox_vm_configure", { vmid: 111, cores: 3 }), /VM is locked \(backup\)/);
});

Deno.test("a login without the privilege is told which one it lacks", async () => {
  await using lab = await startLab();
  const { tokenId, secret } = lab.simulator.logins.operator;
  await using poor = await startLab({
    settings: {
      PROXMOX_API_TOKEN_ID: tokenId,
      PROXMOX_API_TOKEN_SECRET: secret,
      PROXMOX_RETRY_ATTEMPTS: "0",
    },
  });
  assert.match(
    await poor.failure("proxmox_vm_configure", { vmid: 102, cores: 3 }),
    /VM\.Config\.CPU|VM\.Config/,
  );
});
