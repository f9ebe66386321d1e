import assert from "node:assert/strict";
import { type Data, Lab } from "../client.ts";

const GUEST = "/nodes/pve1/qemu/101";

Deno.test("a machine suspended in memory stays running and is paused", async () => {
  await using lab = await Lab.start();
  const { status } = await lab.task("POST", `${GUEST}/status/suspend`);
  assert.equal(status, "OK");
  const paused = await lab.data("GET", `${GUEST}/status/current`);
  assert.deepEqual([paused.status, paused.qmpstatus], ["running", "paused"]);
  await lab.task("POST", `${GUEST}/status/resume`);
  assert.equal((await lab.data("GET", `${GUEST}/status/current`)).qmpstatus, "running");
});

Deno.test("a machine suspended to disk is off and locked until it is started or resumed", async () => {
  await using lab = await Lab.start();
  for (const wakes of ["start", "resume"]) {
    const upid = await lab.data("POST", `${GUEST}/status/suspend`, { todisk: 1 });
    assert.match(upid, /:qmsuspend:101:/);
    await lab.simulator.tasks.idle();
    const asleep = await lab.data("GET", `${GUEST}/status/current`);
    assert.deepEqual([asleep.status, asleep.lock], ["stopped", "suspended"]);
    const states = async () => {
      const rows: Data[] = await lab.data("GET", "/nodes/pve1/storage/local-lvm/content", { vmid: 101 });
      return rows.filter((row) => row.volid.includes("-state-suspend-")).length;
    };
    assert.equal(await states(), 1);
    assert.equal((await lab.task("POST", `${GUEST}/status/${wakes}`)).status, "OK");
    assert.equal((await lab.data("GET", `${GUEST}/status/current`)).status, "running");
    assert.equal(await states(), 0);
  }
});
