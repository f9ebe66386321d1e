import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Lab, startLab } from "../../harness/lab.ts";
import type { ProgressNote } from "../../harness/tool_client.ts";
import { labGuest } from "./lab_guest.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann@work";
const noble = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";

function sent(lab: Lab) {
  return lab.simulator.requests.find(({ method, path }) => method === "POST" && path.endsWith("/lxc"))
    ?.params ?? {};
}

async function passwordFiles(lab: Lab): Promise<readonly string[]> {
  try {
    return await readdir(join(lab.cluster.directory, "passwords"));
  } catch {
    return [];
  }
}

Deno.test("a container is made of a template with a loose name, unprivileged and with keys", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_ct_create", {
    template: "debian 13",
    hostname: "cache1",
    node: "pve1",
    cores: 2,
    memory: 1024,
    disk: 10,
    storage: "local-lvm",
    ip: "10.20.0.70/24",
    gateway: "10.20.0.1",
    ssh_keys: key,
    start: true,
  });
  assert.match(text, /^CT 105 \(cache1\) on pve1 is made and running \(task vzstart, \d+ s\)\.$/);
  const { config, runtime } = labGuest(lab, 105);
  assert.deepEqual(
    [config["hostname"], config["cores"], config["memory"], config["unprivileged"], config["features"]],
    ["cache1", 2, 1024, 1, "nesting=1"],
  );
  assert.match(String(config["rootfs"]), /^local-lvm:vm-105-disk-0,size=10G$/);
  assert.match(
    String(config["net0"]),
    /^name=eth0,bridge=vmbr0,firewall=1,gw=10\.20\.0\.1,hwaddr=.*ip=10\.20\.0\.70\/24/,
  );
  assert.notEqual(runtime, undefined);
  assert.equal(sent(lab)["ostemplate"], "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst");
  assert.equal(sent(lab)["ssh-public-keys"], key);
  assert.equal(sent(lab)["password"], undefined);
  assert.match(await lab.text("proxmox_ct_status", { vmid: 105 }), /10\.20\.0\.70/);
  assert.deepEqual(await passwordFiles(lab), []);
});

Deno.test("a template that is missing is downloaded first, told as a step of its own", async () => {
  await using lab = await startLab();
  const notes: ProgressNote[] = [];
  const call = { template: "ubuntu 24", hostname: "u1", node: "pve1", ssh_keys: key };
  const text = await lab.text("proxmox_ct_create", call, { onProgress: (note) => notes.push(note) });
  assert.match(text, /^CT 105 \(u1\) on pve1 is made, switched off/);
  assert.match(String(sent(lab)["ostemplate"]), new RegExp(`:vztmpl/${noble}$`));
  assert.ok(
    notes.some(({ message }) => message?.startsWith(`step 1 of 2, downloading the template ${noble}`)),
    JSON.stringify(notes),
  );
  await lab.text("proxmox_ct_create", { ...call, hostname: "u2" });
  assert.equal(lab.cluster.countRequests("POST", /aplinfo/), 1);
});

Deno.test("without keys a root password is generated into a file that only its owner reads, and shown nowhere", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_ct_create", { template: "alpine", hostname: "a1", node: "pve1" });
  const file = /^Its root password is in the file (\S+) on the machine/m.exec(text)?.[1];
  assert.ok(file, text);
  assert.ok(file.startsWith(join(lab.cluster.directory, "passwords")), file);
  const password = (await readFile(file, "utf8")).trimEnd();
  assert.equal(password.length, 24);
  assert.equal(password, sent(lab)["password"]);
  const mode = (path: string) => stat(path).then((found) => found.mode & 0o777);
  if (Deno.build.os !== "windows") {
    assert.deepEqual([await mode(file), await mode(join(lab.cluster.directory, "passwords"))], [
      0o600,
      0o700,
    ]);
  }
  const audit = await readFile(join(lab.cluster.directory, "audit.jsonl"), "utf8");
  for (const shown of [text, audit]) assert.ok(!shown.includes(password));
});

Deno.test("a password of one's own is neither shown nor kept", async () => {
  await using lab = await startLab();
  const password = "correct-horse-battery";
  const text = await lab.text("proxmox_ct_create", {
    template: "alpine",
    hostname: "a1",
    node: "pve1",
    password,
  });
  const audit = await readFile(join(lab.cluster.directory, "audit.jsonl"), "utf8");
  assert.equal(sent(lab)["password"], password);
  for (const shown of [text, audit]) assert.doesNotMatch(shown, /correct-horse/);
  assert.deepEqual(await passwordFiles(lab), []);
});

Deno.test("a container that could not be made leaves no password behind", async () => {
  await using lab = await startLab();
  lab.simulator.faults.fillStorage("local-lvm");
  const text = await lab.failure("proxmox_ct_create", {
    ...{ template: "alpine", hostname: "a1", node: "pve1", storage: "local-lvm" },
  });
  assert.match(text, /The storage is full/);
  assert.deepEqual(await passwordFiles(lab), []);
  assert.equal(lab.simulator.cluster.guest(105), undefined);
});

Deno.test("when another call takes the next vmid first, the one after it is taken, with its own password file", async () => {
  await using lab = await startLab();
  lab.simulator.faults.requests.next(
    {
      kind: "before",
      action: () => {
        lab.simulator.cluster.state.guests[105] = structuredClone({ ...labGuest(lab, 115), vmid: 105 });
      },
    },
    { method: "POST", path: /\/lxc$/ },
  );
  const text = await lab.text("proxmox_ct_create", { template: "alpine", hostname: "a1", node: "pve1" });
  assert.match(text, /^CT 106 \(a1\) on pve1 is made/);
  const files = await passwordFiles(lab);
  assert.equal(files.length, 1);
  assert.match(files[0] ?? "", /-ct-106-/);
});

Deno.test("network, features and the rest are passed on", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_ct_create", {
    ...{ template: "alpine", hostname: "a1", vmid: 500, node: "pve1", ssh_keys: key, unprivileged: false },
    ...{ bridge: "vmbr1", vlan: 7, ip6: "auto", nameserver: "10.20.0.1", searchdomain: "lan", swap: 0 },
    ...{ pool: "development", tags: ["dev", "x"], description: "for tests", onboot: true },
  });
  const { config } = labGuest(lab, 500);
  assert.equal(config["unprivileged"], undefined);
  assert.equal(config["features"], undefined);
  assert.deepEqual(
    [config["swap"], config["tags"], config["nameserver"], config["searchdomain"], config["onboot"]],
    [0, "dev;x", "10.20.0.1", "lan", 1],
  );
  assert.match(String(config["net0"]), /bridge=vmbr1.*ip6=auto.*tag=7/);
  assert.equal(lab.simulator.cluster.poolOf(500), "development");
});

Deno.test("what cannot be right is refused before anything is sent", async (t) => {
  await using lab = await startLab();
  const base = { template: "debian", hostname: "a1" };
  const cases: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "an unknown template",
      { ...base, template: "gentoo 99" },
      /No container template is called "gentoo 99"/,
    ],
    ["an unknown node", { ...base, node: "pve7" }, /There is no node pve7/],
    ["a storage of no use", { ...base, node: "pve1", storage: "pbs" }, /pbs takes no disks of containers/],
    ["a bad address", { ...base, ip: "10.0.0.5" }, /ip: must be an address with prefix length/],
    ["a bad host name", { ...base, hostname: "a_b" }, /hostname: must be a DNS name/],
    ["a taken vmid", { ...base, vmid: 101 }, /The vmid 101 is taken/],
    ["no keys", { ...base, ssh_keys: "\n" }, /ssh_keys is empty/],
    ["an unknown feature", { ...base, features: ["mount"] }, /features\.0/],
  ];
  for (const [what, args, says] of cases) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_ct_create", args), says));
  }
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("an unknown pool and a lost quorum are refused by name", async () => {
  await using lab = await startLab();
  const call = { template: "alpine", hostname: "a1", node: "pve1", ssh_keys: key };
  assert.match(
    await lab.failure("proxmox_ct_create", { ...call, pool: "nowhere" }),
    /^No pool nowhere is visible\. The pools are: development, production\.$/,
  );
  lab.simulator.faults.loseQuorum();
  assert.match(await lab.failure("proxmox_ct_create", call), /no quorum, so nothing was sent/);
});

Deno.test("it works the same on 8.4, where containers would be privileged by default", async () => {
  await using lab = await startLab({ version: "8.4" });
  await lab.text("proxmox_ct_create", { template: "alpine", hostname: "a1", node: "pve1", ssh_keys: key });
  assert.equal(labGuest(lab, 105).config["unprivileged"], 1);
});
