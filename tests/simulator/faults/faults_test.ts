import assert from "node:assert/strict";
import type { Data } from "../client.ts";
import { json, Lab } from "../client.ts";

function row(rows: Data, id: string): Data {
  return rows.find((one: { id: string }) => one.id === id);
}

Deno.test("a node that is gone refuses proxied calls with an empty 595, other words after a minute", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.breakNode("pve3", "gone");
  const early = await lab.call("GET", "/nodes/pve3/status");
  assert.deepEqual([early.status, early.reason, early.text], [595, "Connection timed out", ""]);
  lab.simulator.faults.breakNode("pve3", "gone", { since: 90 });
  assert.equal((await lab.call("GET", "/nodes/pve3/version")).reason, "No route to host");
  lab.simulator.faults.mendNode("pve3");
  assert.equal((await lab.call("GET", "/nodes/pve3/status")).status, 200);
});

Deno.test("the rows of a node that is gone keep their values for five minutes and are unknown after that", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.breakNode("pve3", "gone", { since: 200 });
  const stale = await lab.data("GET", "/cluster/resources");
  assert.equal(row(stale, "qemu/120").status, "running");
  assert.equal(row(stale, "node/pve3").status, "offline");
  assert.equal(row(stale, "node/pve3").uptime, undefined);
  lab.simulator.faults.breakNode("pve3", "gone", { since: 301 });
  const forgotten = await lab.data("GET", "/cluster/resources");
  assert.deepEqual(row(forgotten, "qemu/120"), {
    ...{ id: "qemu/120", type: "qemu", vmid: 120, node: "pve3", status: "unknown" },
  });
  assert.equal(row(forgotten, "storage/pve3/local").status, "unknown");
  const status = await lab.data("GET", "/cluster/status");
  assert.equal(row(status, "node/pve3").online, 0);
});

Deno.test("a node whose statistics are frozen is unknown but answers", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.breakNode("pve2", "statistics frozen", { since: 400 });
  const nodes = await lab.data("GET", "/nodes");
  assert.equal(row(nodes, "node/pve2").status, "unknown");
  assert.equal(row(await lab.data("GET", "/cluster/status"), "node/pve2").online, 1);
  assert.equal((await lab.data("GET", "/nodes/pve2/qemu/110/status/current")).status, "running");
});

Deno.test("a stopped daemon refuses protected calls only, a hung one gives no answer", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.breakNode("pve2", "daemon stopped");
  assert.equal((await lab.call("GET", "/nodes/pve2/version")).status, 200);
  const stopped = await lab.call("GET", "/nodes/pve2/qemu");
  assert.deepEqual([stopped.status, stopped.reason], [595, "Connection refused"]);
  lab.simulator.faults.breakNode("pve2", "daemon hung");
  const hung = await lab.call("GET", "/nodes/pve2/qemu");
  assert.deepEqual([hung.status, hung.reason, hung.text], [596, "Connection timed out", ""]);
});

Deno.test("without quorum starting is refused at once, configurations cannot be written, and locks are not had", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.loseQuorum();
  const start = await lab.call("POST", "/nodes/pve1/qemu/102/status/start");
  assert.equal(start.reason, "cluster not ready - no quorum?");
  const config = await lab.call("PUT", "/nodes/pve1/lxc/100/config", { description: "x" });
  assert.match(
    config.reason,
    /^unable to open file '\/etc\/pve\/nodes\/pve1\/lxc\/100\.conf\.tmp\.\d+' - Permission denied$/,
  );
  const pool = await lab.call("POST", "/pools", { poolid: "new" });
  assert.equal(pool.reason, "create pool failed: cfs-lock 'file-user_cfg' error: no quorum!");
  assert.equal((await lab.task("POST", "/nodes/pve1/qemu/101/status/stop")).status, "OK");
  const [cluster] = await lab.data("GET", "/cluster/status");
  assert.equal(cluster.quorate, 0);
});

Deno.test("destroying without quorum takes the disks and leaves the configuration", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.loseQuorum();
  const { status } = await lab.task("DELETE", "/nodes/pve1/qemu/102");
  assert.match(status, /Permission denied$/);
  assert.notEqual(lab.simulator.cluster.guest(102), undefined);
  lab.simulator.faults.regainQuorum();
  const start = await lab.task("POST", "/nodes/pve1/qemu/102/status/start");
  assert.equal(start.status, "volume 'local-lvm:vm-102-disk-0' does not exist");
});

Deno.test("the cluster status may show an old quorum, the manager never does", async () => {
  await using lab = await Lab.start();
  const seen = async () => {
    const [cluster] = await lab.data("GET", "/cluster/status");
    const [quorum] = await lab.data("GET", "/cluster/ha/status/current");
    return [cluster.quorate, quorum.quorate];
  };
  lab.simulator.faults.loseQuorum({ stale: true });
  assert.deepEqual(await seen(), [1, 0]);
  lab.simulator.faults.regainQuorum({ stale: true });
  assert.deepEqual(await seen(), [0, 1]);
});

Deno.test("the next requests fail with a planned status, as many as were planned", async () => {
  await using lab = await Lab.start();
  const fault = { kind: "status", status: 503, reason: "Busy" } as const;
  lab.simulator.faults.requests.next(fault, { path: /^\/version$/ }, 2);
  assert.equal((await lab.call("GET", "/nodes")).status, 200);
  const seen = [];
  for (let count = 0; count < 3; count++) seen.push((await lab.call("GET", "/version")).status);
  assert.deepEqual(seen, [503, 503, 200]);
});

Deno.test("an answer can be cut in the middle, lost, replaced by a page, or grow huge", async () => {
  await using lab = await Lab.start();
  const { requests } = lab.simulator.faults;
  requests.next({ kind: "cut" });
  await assert.rejects(lab.call("GET", "/cluster/resources"));
  requests.next({ kind: "lose" });
  await assert.rejects(lab.call("PUT", "/nodes/pve1/qemu/102/config", { description: "done all the same" }));
  assert.equal(lab.simulator.cluster.guest(102)?.config["description"], "done all the same");
  requests.next({ kind: "html", status: 200 });
  assert.match((await lab.call("GET", "/version")).text, /^<!DOCTYPE html>/);
  requests.next({ kind: "huge", bytes: 100_000 });
  assert.equal(json(await lab.call("GET", "/version"))["data"].length, 100_000);
});

Deno.test("a silent server gives no answer, and closing it ends the wait", async () => {
  const lab = await Lab.start();
  lab.simulator.faults.requests.next({ kind: "hang" });
  const silent = assert.rejects(lab.call("GET", "/version"));
  assert.equal(
    await Promise.race([
      silent,
      lab.simulator.call({ method: "GET", path: "/access/domains" }).then(() => "open"),
    ]),
    "open",
  );
  await lab.simulator.close();
  await silent;
  await lab[Symbol.asyncDispose]();
});

Deno.test("a guest can move between two calls", async () => {
  await using lab = await Lab.start();
  const { faults } = lab.simulator;
  faults.requests.next({ kind: "before", action: () => faults.moveGuest(102, "pve2") }, {
    path: /status\/current$/,
  });
  const reply = await lab.call("GET", "/nodes/pve1/qemu/102/status/current");
  assert.equal(reply.reason, "Configuration file 'nodes/pve1/qemu-server/102.conf' does not exist");
  assert.equal((await lab.call("GET", "/nodes/pve2/qemu/102/status/current")).status, 200);
});

Deno.test("a full storage fails the backup that needs it and says so in its log", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.fillStorage("nas");
  const { status, log } = await lab.task("POST", "/nodes/pve1/vzdump", { vmid: 101, storage: "nas" });
  assert.equal(status, "job errors");
  assert(
    log.some((line) =>
      line.startsWith("ERROR: Backup of VM 101 failed") && line.includes("No space left on device")
    ),
  );
});

Deno.test("a token can expire while it is in use", async () => {
  await using lab = await Lab.start();
  assert.equal((await lab.call("GET", "/version", undefined, "auditor")).status, 200);
  lab.simulator.faults.expireToken("auditor@pve", "read");
  assert.equal((await lab.call("GET", "/version", undefined, "auditor")).reason, "Authentication failed!");
});
