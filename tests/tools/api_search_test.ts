import assert from "node:assert/strict";
import { startCluster } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { startLab } from "../harness/lab.ts";
import { sshLogin } from "../harness/ssh_login.ts";

Deno.test("a question is answered with method, path, class, parameters, privileges and an example", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_api_search", { query: "take a snapshot of a vm" });
  const [heading, parameters, needs, example] = text.split("\n");
  assert.match(heading ?? "", /^POST \/nodes\/\{node\}\/qemu\/\{vmid\}\/snapshot \[write\] \S/);
  assert.match(parameters ?? "", /^ {2}snapname\*:\S+ .*vmstate:bool/);
  assert.equal(needs, "  needs: VM.Snapshot on /vms/{vmid}");
  assert.equal(
    example,
    '  e.g. proxmox_api_call {"method":"POST","path":"/nodes/pve1/qemu/100/snapshot","parameters":{"snapname":"before-update"}}',
  );
});

Deno.test("an answer of five endpoints costs few bytes", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_api_search", { query: "status" });
  assert.equal(text.match(/^(?:GET|POST|PUT|DELETE) /gm)?.length, 5);
  assert.match(text, /5 of \d+ shown; give limit=20, method= or a path\.$/);
  assert.ok(text.length < 2500, `${text.length}`);
});

Deno.test("an exact path shows its methods with every parameter, and what lies below", async () => {
  await using lab = await startLab();
  for (
    const query of [
      "/nodes/{node}/qemu/{vmid}/snapshot",
      "/nodes/pve1/qemu/101/snapshot/",
      "api2/json/nodes/x/qemu/1/snapshot",
    ]
  ) {
    const text = await lab.text("proxmox_api_search", { query });
    assert.match(text, /^GET \/nodes\/\{node\}\/qemu\/\{vmid\}\/snapshot \[read\]/m);
    assert.match(text, /^POST .*\n {2}snapname\*:\S+ {2}The name of the snapshot\.$/m);
    assert.match(text, /^Below it: \/nodes\/\{node\}\/qemu\/\{vmid\}\/snapshot\/\{snapname\}$/m);
  }
  const one = await lab.text("proxmox_api_search", { query: "POST /nodes/{node}/qemu/{vmid}/snapshot" });
  assert.doesNotMatch(one, /^GET/m);
});

Deno.test("a method keeps the others out, a limit the rest", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_api_search", { query: "snapshot", method: "DELETE", limit: 1 });
  assert.deepEqual(text.match(/^(GET|POST|PUT|DELETE) /gm), ["DELETE "]);
});

Deno.test("a path that is none is searched by its words", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_api_search", { query: "/qemu/100/config" });
  assert.match(text, /^GET \/nodes\/\{node\}\/qemu\/\{vmid\}\/config /);
});

Deno.test("what nothing answers is said with what to try", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_api_search", { query: "xylophone" });
  assert.match(text, /^Proxmox VE 9\.2\.11 has no endpoint for "xylophone"\. Try fewer or other words/);
});

Deno.test("the search says why it cannot search", async () => {
  await using lab = await startLab();
  lab.simulator.faults.requests.next({ kind: "status", status: 404, reason: "Not Found" }, {
    path: /apidoc\.js$/,
  });
  const text = await lab.failure("proxmox_api_search", { query: "status" });
  assert.match(
    text,
    /The node's API schema cannot be had: .* answered 404 to GET \/pve-docs\/api-viewer\/apidoc\.js/,
  );
});

for (const user of ["root", "mcp"]) {
  Deno.test(`over SSH alone, as ${user}, the schema comes from the node's own disk`, async () => {
    await using cluster = await startCluster({ ssh: true });
    const { PROXMOX_AUDIT_LOG = "" } = cluster.address;
    await using server = await serveInProcess({
      ...{ ...await sshLogin(cluster), PROXMOX_SSH_USER: user, PROXMOX_AUDIT_LOG },
      ...{ PROXMOX_DEFAULT_TRANSPORT: "ssh", PROXMOX_HOST: cluster.simulator.hostname },
    });
    const found = await server.call("proxmox_api_search", { query: "resize disk" });
    assert.match(found.text, /^PUT \/nodes\/\{node\}\/qemu\/\{vmid\}\/resize \[write\]/);
    const read = await server.call("proxmox_api_read", { path: "/nodes/pve1/qemu/101/confg" });
    assert.match(read.text, /nothing was sent\. Did you mean \/nodes\/pve1\/qemu\/101\/config\?/);
    assert.equal(cluster.simulator.requests.length, 0, "nothing went over REST");
  });
}

Deno.test("the three generic tools cost little of the tool list", async () => {
  await using lab = await startLab();
  const tools = (await lab.server.listTools()).filter(({ name }) => name.startsWith("proxmox_api_"));
  assert.deepEqual(tools.map(({ name }) => name), [
    "proxmox_api_search",
    "proxmox_api_read",
    "proxmox_api_call",
  ]);
  const bytes = new TextEncoder().encode(JSON.stringify(tools)).length;
  assert.ok(bytes <= 1100, `${bytes} bytes`);
});
