import assert from "node:assert/strict";
import { Lab } from "../client.ts";

Deno.test("release 8.4 speaks of itself", async () => {
  await using lab = await Lab.start({ version: "8.4" });
  const { release, version } = await lab.data("GET", "/version");
  assert.deepEqual([release, version], ["8.4", "8.4.5"]);
});

Deno.test("release 8.4 has groups where 9 has rules", async () => {
  await using old = await Lab.start({ version: "8.4" });
  assert.equal((await old.call("GET", "/cluster/ha/rules")).status, 501);
  assert.deepEqual(await old.data("GET", "/cluster/ha/groups"), []);
  await using now = await Lab.start();
  assert.deepEqual(await now.data("GET", "/cluster/ha/rules"), []);
  assert.equal(
    (await now.call("GET", "/cluster/ha/groups")).reason,
    "cannot index groups: ha groups have been migrated to rules",
  );
});

Deno.test("the agent needs VM.Monitor in release 8.4", async () => {
  await using lab = await Lab.start({ version: "8.4" });
  const { reason } = await lab.call("POST", "/nodes/pve1/qemu/101/agent/ping", undefined, "operator");
  assert.equal(reason, "Permission check failed (/vms/101, VM.Monitor)");
});

Deno.test("fields that came with 9 are absent in 8.4", async () => {
  await using lab = await Lab.start({ version: "8.4" });
  const status = await lab.data("GET", "/nodes/pve1/qemu/101/status/current");
  assert.deepEqual([status.memhost, status.pressurecpusome], [undefined, undefined]);
  assert.equal((await lab.data("GET", "/nodes/pve1/status")).memory.available, undefined);
  assert.equal((await lab.data("GET", "/nodes/pve1/rrddata", { timeframe: "hour" })).length, 70);
  const resources = await lab.data("GET", "/cluster/resources");
  assert(resources.some((row: { type: string }) => row.type === "sdn"));
  assert.equal((await lab.call("GET", "/nodes/pve1/lxc/100/migrate")).status, 501);
  assert.equal((await lab.call("POST", "/cluster/bulk-action/guest/start", {})).status, 501);
});
