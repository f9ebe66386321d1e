import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";

const noble = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";

Deno.test("templates on the node and those that it can download are listed together, each once", async () => {
  await using lab = await startLab();
  const all = await lab.text("proxmox_template_list", { node: "pve1" });
  assert.match(all, /^On pve1: 4 here, 1 to download\n/);
  assert.match(all, /local:vztmpl\/debian-13-standard_13\.1-2_amd64\.tar\.zst +vztmpl +here +121 MiB/);
  assert.match(all, new RegExp(`${noble} +vztmpl +to download +- +Ubuntu 24\\.04`));
  assert.match(all, /nas:iso\/debian-13\.1\.0-amd64-netinst\.iso +iso +here/);
  const isos = await lab.text("proxmox_template_list", { kind: "iso", name: "ubuntu" });
  assert.match(isos, /^On pve1: 1 here, 0 to download/);
  assert.match(await lab.text("proxmox_template_list", { name: "ubuntu 24" }), new RegExp(noble));
  assert.match(await lab.text("proxmox_template_list", { name: "plan9" }), /Nothing like that on pve1/);
});

Deno.test("a container template is found by a loose name and downloaded once", async () => {
  await using lab = await startLab();
  const call = { template: "Ubuntu 24.04", node: "pve1", storage: "local" };
  assert.match(
    await lab.text("proxmox_template_download", call),
    new RegExp(`^local:vztmpl/${noble} is on pve1 now \\(task download, `),
  );
  assert.ok(lab.simulator.cluster.volume(`local:vztmpl/${noble}`, "pve1"));
  assert.equal(
    await lab.text("proxmox_template_download", call),
    `local:vztmpl/${noble} is on pve1 already; nothing was downloaded.`,
  );
  assert.equal(lab.cluster.countRequests("POST", /aplinfo/), 1);
});

Deno.test("an image is fetched by URL with its checksum, whose kind follows from its length", async () => {
  await using lab = await startLab();
  const url = "https://cdimage.example.org/debian-13.2.0-amd64-netinst.iso";
  assert.match(
    await lab.text("proxmox_template_download", {
      url,
      node: "pve1",
      storage: "nas",
      checksum: "ab".repeat(64),
    }),
    /^nas:iso\/debian-13\.2\.0-amd64-netinst\.iso is on pve1 now, its checksum verified \(task download, /,
  );
  const sent = lab.simulator.requests.find(({ path }) => path.endsWith("/download-url"))?.params;
  assert.deepEqual([sent?.["content"], sent?.["checksum-algorithm"]], ["iso", "sha512"]);
});

Deno.test("cloud images named img become disk images to import", async () => {
  await using lab = await startLab();
  lab.simulator.cluster.storage("local")?.content.push("import");
  const url = "https://cloud-images.example.org/noble/noble-server-cloudimg-amd64.img";
  assert.match(
    await lab.text("proxmox_template_download", { url, node: "pve1" }),
    /^local:import\/noble-server-cloudimg-amd64\.qcow2 is on pve1 now/,
  );
});

Deno.test("a download that cannot work is refused with what would help", async (t) => {
  await using lab = await startLab();
  const cases: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["neither", {}, /Give either template .* or url/],
    ["both", { template: "debian", url: "https://a.example/b.iso" }, /Give either/],
    ["no address", { url: "ftp://a.example/b.iso" }, /is no address of a file/],
    ["no kind", { url: "https://a.example/readme" }, /does not tell a kind of file.*filename=/s],
    ["a wrong checksum", { url: "https://a.example/b.iso", checksum: "12345" }, /none that Proxmox knows/],
    [
      "a storage for other things",
      { url: "https://a.example/b.iso", storage: "local-lvm" },
      /takes no ISO images.*these do: local/s,
    ],
    [
      "no storage for images",
      { url: "https://a.example/b.qcow2" },
      /No storage on pve\d takes disk images to import.*Content/s,
    ],
    [
      "an unknown template",
      { template: "hurd" },
      /No container template is called "hurd".*There are: alpine-3\.22-default/s,
    ],
  ];
  for (const [what, args, says] of cases) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_template_download", args), says));
  }
});

Deno.test("a server that the node cannot reach fails the task with its words", async () => {
  await using lab = await startLab();
  const text = await lab.failure("proxmox_template_download", {
    url: "http://127.0.0.1:1/x.iso",
    storage: "nas",
  });
  assert.match(text, /download failed: Connecting to 127\.0\.0\.1:1\.\.\. failed: Connection refused/);
});
