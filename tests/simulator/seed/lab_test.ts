import assert from "node:assert/strict";
import { missingVolumes } from "../../../src/simulator/guest/disks.ts";
import { Lab } from "../client.ts";

Deno.test("the lab has a guest for each situation an operator meets", async () => {
  await using lab = await Lab.start();
  assert.equal((await lab.task("POST", "/nodes/pve1/qemu/102/status/start")).status, "OK");
  const missing = await lab.task("POST", "/nodes/pve2/qemu/113/status/start");
  assert.equal(missing.status, "volume 'local:iso/virtio-win-0.1.240.iso' does not exist");
  const hardware = await lab.task("POST", "/nodes/pve3/qemu/123/status/start");
  assert.equal(hardware.status, "start failed: QEMU exited with code 1");
  assert.match(hardware.log[0] ?? "", /no such host device/);
  assert.equal(
    (await lab.task("POST", "/nodes/pve2/qemu/111/status/shutdown")).status,
    "VM is locked (backup)",
  );
  const protectedGuest = await lab.call("DELETE", "/nodes/pve1/qemu/103");
  assert.equal(protectedGuest.reason, "can't remove VM 103 - protection mode enabled");
  const agent = await lab.call("POST", "/nodes/pve2/qemu/114/agent/ping");
  assert.equal(agent.reason, "No QEMU guest agent configured");
  const interfaces = await lab.data("GET", "/nodes/pve1/qemu/101/agent/network-get-interfaces");
  assert.equal(interfaces.result[1]["ip-addresses"][0]["ip-address"], "10.20.10.21");
});

Deno.test("a guest that ignores its shutdown ends in a timeout, or by force", async () => {
  await using lab = await Lab.start();
  const path = "/nodes/pve2/qemu/114/status/shutdown";
  assert.equal((await lab.task("POST", path)).status, "VM quit/powerdown failed - got timeout");
  const forced = await lab.task("POST", path, { forceStop: 1 });
  assert.deepEqual(forced.log, ["VM still running - terminating now with SIGTERM", "TASK OK"]);
});

Deno.test("a guest under high availability is started and stopped by its manager", async () => {
  await using lab = await Lab.start();
  const upid = await lab.data("POST", "/nodes/pve1/qemu/103/status/stop");
  assert.match(upid, /:hastop:103:/);
  await lab.simulator.tasks.idle();
  assert.equal((await lab.data("GET", "/nodes/pve1/qemu/103/status/current")).status, "stopped");
  assert.equal((await lab.data("GET", "/cluster/ha/resources/vm:103")).state, "stopped");
});

Deno.test("every disk the lab's guests name exists but the one that is meant to be missing", async () => {
  await using lab = await Lab.start();
  const { cluster } = lab.simulator;
  const missing = cluster.guests().flatMap((guest) => missingVolumes(cluster, guest));
  assert.deepEqual(missing, ["local:iso/virtio-win-0.1.240.iso"]);
});

Deno.test("one storage of the lab is nearly full, and failed tasks tell why", async () => {
  await using lab = await Lab.start();
  const storages = await lab.data("GET", "/nodes/pve1/storage");
  const nas = storages.find((row: { storage: string }) => row.storage === "nas");
  assert(nas.used_fraction > 0.85);
  const tasks = await lab.data("GET", "/cluster/tasks");
  assert(tasks.some((row: { status: string }) => row.status === "job errors"));
});

Deno.test("the large cluster has as many guests and nodes as asked for", async () => {
  await using lab = await Lab.start({ seed: "large", guests: 200, nodes: 7 });
  assert.equal((await lab.data("GET", "/cluster/resources", { type: "vm" })).length, 200);
  assert.equal((await lab.data("GET", "/nodes")).length, 7);
});

Deno.test("the empty node stands alone", async () => {
  await using lab = await Lab.start({ seed: "empty" });
  const status = await lab.data("GET", "/cluster/status");
  assert.deepEqual(status.map((row: { type: string; nodeid: number }) => [row.type, row.nodeid]), [[
    "node",
    0,
  ]]);
  assert.equal(await lab.data("GET", "/cluster/nextid"), "100");
  assert.equal((await lab.call("GET", "/cluster/config/join")).status, 424);
});

Deno.test("the whole state is plain data", async () => {
  await using lab = await Lab.start();
  const { state } = lab.simulator.cluster;
  assert.deepEqual(structuredClone(state), state);
});
