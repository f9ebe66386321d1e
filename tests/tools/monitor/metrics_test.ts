import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";

Deno.test("the figures of a guest are reduced to what fits, with their course over time", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_metrics", { vmid: 101 });
  assert.match(text, /^VM 101 \(web1\), \d+ points from \d{4}-\d\d-\d\d [\d:]+ to [\d: -]+ UTC\n/);
  assert.match(text, /\nMETRIC +MIN +MEAN +P95 +MAX +LAST +OF +OVER TIME\n/);
  assert.match(text, /^cpu +[\d.]+ % .*[▁-█]/m);
  assert.match(text, /^mem +[\d.]+ \w+ .* \d+(?:\.\d)? GiB +[▁-█]/m);
});

Deno.test("nodes and storages have figures of their own, over any span", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_metrics", { node: "pve2", timeframe: "week" }),
    /^node pve2, [^]*\nmemused /,
  );
  assert.match(
    await lab.text("proxmox_metrics", { storage: "nas", timeframe: "year" }),
    /^storage nas on pve1, [^]*\nused /,
  );
});

Deno.test("a plot comes as a picture beside the text, which says what it shows", async () => {
  await using lab = await startLab();
  const { text, isError } = await lab.call("proxmox_metrics", { vmid: 101, plot: "cpu" });
  assert.equal(isError, false);
  assert.match(text, /\nThe picture shows cpu from 0 to [\d.]+ %\./);
  const result = await lab.server.client.sdk.callTool({
    name: "proxmox_metrics",
    arguments: { vmid: 101, plot: "mem" },
  });
  const picture = result.content.find((part) => part.type === "image");
  assert.equal(picture?.mimeType, "image/png");
  assert.deepEqual(
    [...Uint8Array.fromBase64(picture?.data ?? "").slice(0, 4)],
    [0x89, 0x50, 0x4e, 0x47],
  );
});

Deno.test("a metric that is not recorded is told with those that are", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_metrics", { vmid: 101, plot: "temperature" }),
    /^There is no metric "temperature" of this\. plot= takes one of: cpu, /,
  );
});

Deno.test("metrics are of one thing", async () => {
  await using lab = await startLab();
  for (const args of [{}, { vmid: 101, storage: "nas" }]) {
    assert.match(await lab.failure("proxmox_metrics", args), /^Metrics are of one guest, node or storage\./);
  }
  assert.match(await lab.failure("proxmox_metrics", { vmid: 999 }), /^No guest with vmid 999/);
});
