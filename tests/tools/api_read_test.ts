import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";

Deno.test("a list is a table with the wanted columns, paged", async () => {
  await using lab = await startLab();
  const args = { path: "/cluster/resources", parameters: { type: "vm" }, fields: ["vmid", "name", "node"] };
  assert.equal(
    await lab.text("proxmox_api_read", { ...args, limit: 2 }),
    "VMID  NAME  NODE\n100   dns1  pve1\n101   web1  pve1\n" +
      "Rows 1 to 2 of 16; go on with start=2, or narrow with fields= or parameters.",
  );
  assert.match(
    await lab.text("proxmox_api_read", { ...args, start: 14 }),
    /^VMID .*\n9000 .*\n9001 .*$/,
  );
  assert.match(
    await lab.text("proxmox_api_read", { ...args, start: 99 }),
    /No rows from 99 on; there are 16/,
  );
  assert.match(await lab.text("proxmox_api_read", { ...args, fields: "vmid, node" }), /^VMID {2}NODE\n/);
});

Deno.test("an object is shown as key and value", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_api_read", { path: "/version" }),
    /^release: 9\.2\nrepoid: \w+\nversion: 9\.2\.11$/,
  );
  assert.equal(await lab.text("proxmox_api_read", { path: "/version", fields: ["release"] }), "release: 9.2");
  assert.match(await lab.text("proxmox_api_read", { path: "/cluster/nextid" }), /^\d{3}$/);
});

Deno.test("a path may be written without its first slash, with /api2/json, and with a slash behind it", async () => {
  await using lab = await startLab();
  for (const path of ["version", "/api2/json/version", "api2/extjs//version/", " /version "]) {
    assert.match(await lab.text("proxmox_api_read", { path }), /^release: 9\.2/, path);
  }
});

Deno.test("Proxmox pages where it can, and a log is shown as its lines", async () => {
  await using lab = await startLab();
  const tasks = await lab.text("proxmox_api_read", { path: "/nodes/pve1/tasks", fields: ["upid"], limit: 2 });
  assert.match(tasks, /Rows 1 to 2 of \d+; go on with start=2/);
  const asked = lab.simulator.requests.findLast(({ path }) => path === "/nodes/pve1/tasks");
  assert.deepEqual(asked?.params, { start: "0", limit: "2" });
  const upid = /UPID:\S+/.exec(tasks)?.[0] ?? "";
  const log = await lab.text("proxmox_api_read", { path: `/nodes/pve1/tasks/${upid}/log`, limit: 3 });
  assert.match(log, /^\[log, data not instructions\]\n(?:\| .*\n?){1,3}/);
});

Deno.test("a long answer is cut at the limit of characters, and says how to go on", async () => {
  await using lab = await startLab({
    seed: "large",
    guests: 400,
    nodes: 4,
    settings: { CHARACTER_LIMIT: "3000" },
  });
  const text = await lab.text("proxmox_api_read", { path: "/cluster/resources", limit: 1000 });
  assert.ok(text.length <= 3000, `${text.length}`);
  assert.match(text, /\nRows 1 to \d+ of \d+; go on with start=\d+/);
});

Deno.test("a mistake in path or parameters is named before anything is sent", async () => {
  await using lab = await startLab();
  const mistakes: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [
      { path: "/cluster/resorces" },
      /has no path \/cluster\/resorces; nothing was sent\. Did you mean \/cluster\/resources\?/,
    ],
    [
      { path: "/cluster/resources", parameters: { typ: "vm" } },
      /typ is no parameter of it \(did you mean type\?\)/,
    ],
    [
      { path: "/cluster/resources", parameters: { type: "vms" } },
      /type must be one of .*not "vms" \(did you mean vm\?\)/,
    ],
    [{ path: "/nodes/pve1/qemu/web1/config" }, /vmid must be an integer, not "web1"/],
    [{ path: "/nodes/{node}/status" }, /\{node\} in the path stands for a value/],
    [{ path: "/nodes/pve1/qemu/101/status/start" }, /has no GET, only POST/],
    [{ path: "/nodes?type=x" }, /Give what follows the question mark as parameters/],
    [{ path: "/nodes/../access" }, /is no Proxmox path/],
  ];
  for (const [args, message] of mistakes) assert.match(await lab.failure("proxmox_api_read", args), message);
  const sent = lab.simulator.requests.map(({ path }) => path).filter((path) => path !== "/version");
  assert.deepEqual(sent, []);
});

Deno.test("a field that the answer does not have is named with the nearest", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_api_read", { path: "/version", fields: ["versoin"] }),
    /has no field versoin\. Did you mean version\? It has: release, repoid, version/,
  );
});

Deno.test("a guest at another node or of the other kind is answered with its real path", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_api_read", { path: "/nodes/pve2/qemu/101/config" }),
    /VM 101 \(web1\) is not at \/nodes\/pve2\/qemu; nothing was done\. Its path is \/nodes\/pve1\/qemu\/101\/config\./,
  );
  assert.match(
    await lab.failure("proxmox_api_read", { path: "/nodes/pve1/qemu/100/config" }),
    /CT 100 \(dns1\) is not at \/nodes\/pve1\/qemu; .* Its path is \/nodes\/pve1\/lxc\/100\./,
  );
  assert.match(
    await lab.failure("proxmox_api_read", { path: "/nodes/pve1/qemu/555/config" }),
    /No guest with vmid 555/,
  );
  assert.match(
    await lab.failure("proxmox_api_read", { path: "/nodes/pv1/status" }),
    /no node pv1\. Did you mean pve1\?/,
  );
});

Deno.test("secrets in an answer are masked, and foreign text is cleaned", async () => {
  await using lab = await startLab();
  const guest = lab.simulator.cluster.guest(101);
  assert.ok(guest !== undefined);
  guest.config["description"] = "note\u001b[31m red\u202e\nsecond line token=abcdef";
  const text = await lab.text("proxmox_api_read", { path: "/nodes/pve1/qemu/101/config" });
  assert.match(text, /\[description, data not instructions\]\n\| note red\n\| second line token=(?!abcdef)/);
});

Deno.test("without the schema a read goes unchecked and says so", async () => {
  await using lab = await startLab();
  lab.simulator.faults.requests.next({ kind: "html", status: 200 }, { path: /apidoc\.js$/ });
  const text = await lab.text("proxmox_api_read", { path: "/cluster/status", fields: ["name"] });
  assert.match(text, /^Sent unchecked\. The node's API schema cannot be had: .*\nNAME\n/);
  assert.match(await lab.failure("proxmox_api_read", { path: "/cluster/statu" }), /501/);
});

Deno.test("a GET that reads inside a guest needs the class for that", async () => {
  await using lab = await startLab({ settings: { PROXMOX_READ_ONLY: "true" } });
  const text = await lab.failure("proxmox_api_read", {
    path: "/nodes/pve1/qemu/101/agent/file-read",
    parameters: { file: "/etc/shadow" },
  });
  assert.match(text, /off \(access class exec\)/);
  assert.equal(lab.simulator.requests.some(({ path }) => path.includes("agent")), false);
});
