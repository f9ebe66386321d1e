import assert from "node:assert/strict";
import { tokenSettings } from "../../harness/cluster.ts";
import { startLab } from "../../harness/lab.ts";

Deno.test("updates of all nodes are one row a package, Proxmox's own first", async () => {
  await using lab = await startLab();
  const [pve2] = lab.simulator.cluster.nodes().filter(({ name }) => name === "pve2");
  assert.ok(pve2);
  pve2.updates = pve2.updates.filter((update) => update.Package === "openssl");
  const text = await lab.text("proxmox_node_updates");
  assert.match(text, /^Updates by node: pve1 2, pve2 1, pve3 2\n/);
  assert.match(
    text,
    /\npve-manager +9\.2\.11 +9\.2\.12 +Proxmox +pve1 pve3 [^]*\nopenssl .* pve1 pve2 pve3 /,
  );
});

Deno.test("a node without updates says how the lists are fetched anew", async () => {
  await using lab = await startLab();
  const node = lab.simulator.cluster.node("pve1");
  assert.ok(node);
  node.updates = [];
  assert.match(
    await lab.text("proxmox_node_updates", { node: "pve1" }),
    /^No updates are known \(pve1 0\)\. proxmox_node_updates_refresh fetches/,
  );
});

Deno.test("a refresh follows its task and counts what is known afterwards", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_node_updates_refresh", { node: "pve3" }),
    /^The package lists of pve3 are fresh; available: 2 updates \(task aptupdate, \d+ s\)\.$/,
  );
  assert.equal(lab.latestTask?.type, "aptupdate");
});

Deno.test("reading updates needs Sys.Modify, and the refusal says so", async () => {
  await using probe = await startLab();
  await using lab = await startLab({ settings: tokenSettings(probe.simulator.logins.auditor) });
  assert.match(await lab.failure("proxmox_node_updates"), /lacks Sys\.Modify on \/nodes\/pve1/);
});
