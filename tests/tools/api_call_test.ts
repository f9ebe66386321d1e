import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";
import type { Lab } from "../harness/lab.ts";

const vm102 = "/nodes/pve1/qemu/102";
const snapshots = "/nodes/pve1/qemu/101/snapshot";

function changes(lab: Lab): readonly string[] {
  return lab.simulator.requests.filter(({ method }) => method !== "GET").map(({ method, path }) =>
    `${method} ${path}`
  );
}

Deno.test("a call that starts a task follows it to its end", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_api_call", { method: "POST", path: `${vm102}/status/start` }),
    /^POST \/nodes\/pve1\/qemu\/102\/status\/start went well \(task qmstart, \d+ s\)\.$/,
  );
  assert.notEqual(lab.simulator.cluster.guest(102)?.runtime, undefined);
});

Deno.test("a call need not wait", async () => {
  await using lab = await startLab({ speed: 1 });
  const text = await lab.text("proxmox_api_call", { method: "POST", path: `${vm102}/status/start`, wait: 0 });
  assert.match(text, /still running after 0 s\. Follow it with proxmox_task_wait upid=UPID:pve1:/);
});

Deno.test("a task that fails is an error with the end of its log", async () => {
  await using lab = await startLab();
  const text = await lab.failure("proxmox_api_call", {
    method: "POST",
    path: "/nodes/pve1/qemu/101/status/start",
  });
  assert.match(text, /VM 101 already running/);
});

Deno.test("a change without a task can be read back", async () => {
  await using lab = await startLab();
  const path = `${snapshots}/before-upgrade/config`;
  assert.equal(
    await lab.text("proxmox_api_call", {
      method: "PUT",
      path,
      parameters: { description: "kept for a week" },
    }),
    `PUT ${path} went well.`,
  );
  assert.match(await lab.text("proxmox_api_read", { path }), /^description: kept for a week$/m);
});

Deno.test("a mistake is named before anything is sent or asked", async () => {
  await using lab = await startLab();
  const mistakes: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [
      { method: "POST", path: snapshots, parameters: { snapnam: "a1" } },
      /snapnam is no parameter of it \(did you mean snapname\?\); snapname is missing/,
    ],
    [
      { method: "POST", path: `${vm102}/status/strat` },
      /Did you mean \/nodes\/pve1\/qemu\/102\/status\/start\?/,
    ],
    [{ method: "DELETE", path: `${vm102}/status/start` }, /has no DELETE, only POST/],
    [
      { method: "POST", path: "/nodes/pve2/qemu/102/status/start" },
      /Its path is \/nodes\/pve1\/qemu\/102\/status\/start/,
    ],
    [
      { method: "POST", path: "/nodes/pve1/qemu/100/status/start" },
      /CT 100 \(dns1\) is not at \/nodes\/pve1\/qemu/,
    ],
    [
      { method: "POST", path: "/nodes/pve7/status", parameters: { command: "reboot" } },
      /There is no node pve7/,
    ],
    [
      { method: "POST", path: snapshots, parameters: { snapname: { a: 1 } } },
      /snapname takes text, no object/,
    ],
    [{ method: "GET", path: "/version" }, /method: /],
  ];
  for (const [args, message] of mistakes) assert.match(await lab.failure("proxmox_api_call", args), message);
  assert.deepEqual(changes(lab), []);
});

Deno.test("what loses data is shown first and done with its token only", async () => {
  await using lab = await startLab();
  const args = { method: "DELETE", path: `${snapshots}/before-upgrade` };
  const preview = await lab.text("proxmox_api_call", args);
  assert.match(
    preview,
    /DELETE .*before-upgrade deletes a snapshot: snapshot before-upgrade of VM 101 \(web1\)\./,
  );
  assert.match(preview, /snapshot: before-upgrade, taken 20\d\d-/);
  assert.match(preview, /newest backup: /);
  assert.deepEqual(changes(lab), []);
  const confirm = /confirm=(\S+)/.exec(preview)?.[1];
  assert.match(
    await lab.failure("proxmox_api_call", { ...args, path: `${snapshots}/other1`, confirm }),
    /another call|confirm/,
  );
  assert.match(await lab.text("proxmox_api_call", { ...args, confirm }), /went well \(task qmdelsnapshot/);
  assert.deepEqual(Object.keys(lab.simulator.cluster.guest(101)?.snapshots ?? {}), []);
});

Deno.test("a confirmation does not hold for a snapshot that was made anew", async () => {
  await using lab = await startLab();
  const args = { method: "DELETE", path: `${snapshots}/before-upgrade` };
  const confirm = /confirm=(\S+)/.exec(await lab.text("proxmox_api_call", args))?.[1];
  const snapshot = lab.simulator.cluster.guest(101)?.snapshots["before-upgrade"];
  assert.ok(snapshot !== undefined);
  snapshot.snaptime += 60;
  assert.match(await lab.failure("proxmox_api_call", { ...args, confirm }), /has changed since it was shown/);
  assert.deepEqual(changes(lab), []);
});

Deno.test("a volume is shown with its size before it is deleted, and is gone afterwards", async () => {
  await using lab = await startLab();
  const volume = "local:vztmpl/alpine-3.22-default_20250617_amd64.tar.xz";
  const args = { method: "DELETE", path: `/nodes/pve1/storage/local/content/${volume}` };
  const preview = await lab.text("proxmox_api_call", args);
  assert.match(
    preview,
    /deletes volumes or backups: volume local:vztmpl\/alpine-[^\n]*\n- size: 3\.1 MiB\n- made: 20/,
  );
  const confirm = /confirm=(\S+)/.exec(preview)?.[1];
  await lab.text("proxmox_api_call", { ...args, confirm });
  const left = await lab.text("proxmox_api_read", {
    path: "/nodes/pve1/storage/local/content",
    fields: ["volid"],
  });
  assert.doesNotMatch(left, /alpine/);
});

Deno.test("a node is taken down only when confirmed", async () => {
  await using lab = await startLab();
  const args = { method: "POST", path: "/nodes/pve3/status", parameters: { command: "shutdown" } };
  const preview = await lab.text("proxmox_api_call", args);
  assert.match(preview, /takes the node and all its guests down.*: node pve3\./);
  assert.match(preview, /parameters: \{"command":"shutdown"\}/);
  assert.deepEqual(changes(lab), []);
});

Deno.test("the class of the endpoint decides what may run, not that of the tool", async () => {
  await using safe = await startLab({ settings: { PROXMOX_SAFE_MODE: "true" } });
  assert.match(
    await safe.failure("proxmox_api_call", { method: "DELETE", path: `${snapshots}/before-upgrade` }),
    /Destroying data or state is off \(access class destroy\)/,
  );
  assert.match(
    await safe.failure("proxmox_api_call", {
      method: "POST",
      path: "/nodes/pve1/execute",
      parameters: { commands: "[]" },
    }),
    /off \(access class host\)/,
  );
  await safe.text("proxmox_api_call", { method: "POST", path: `${vm102}/status/start` });
  assert.deepEqual(changes(safe), [`POST ${vm102}/status/start`]);
});

Deno.test("in read-only mode the tool is not listed and does nothing", async () => {
  await using lab = await startLab({ settings: { PROXMOX_READ_ONLY: "true" } });
  const names = (await lab.server.listTools()).map(({ name }) => name);
  assert.equal(names.includes("proxmox_api_call"), false);
  assert.equal(names.includes("proxmox_api_read"), true);
  await lab.failure("proxmox_api_call", { method: "POST", path: `${vm102}/status/start` });
  assert.deepEqual(changes(lab), []);
});

Deno.test("a change that the simulator's schema does not know counts as one that destroys", async () => {
  await using lab = await startLab();
  lab.simulator.faults.requests.next({ kind: "html", status: 200 }, { path: /apidoc\.js$/ });
  const preview = await lab.text("proxmox_api_call", {
    method: "POST",
    path: "/cluster/frobnicate",
    parameters: { x: 1 },
  });
  assert.match(preview, /makes a change that this version does not know/);
  assert.deepEqual(changes(lab), []);
});

Deno.test("without the schema a call goes unchecked and says so", async () => {
  await using lab = await startLab();
  lab.simulator.faults.requests.next({ kind: "html", status: 200 }, { path: /apidoc\.js$/ });
  assert.match(
    await lab.text("proxmox_api_call", { method: "POST", path: `${vm102}/status/start` }),
    /^Sent unchecked\. The node's API schema cannot be had: .*\nPOST .* went well/,
  );
});

Deno.test("a call is written to the audit log with its class, path and task", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_api_call", { method: "POST", path: `${vm102}/status/start` });
  const file = lab.cluster.environment["PROXMOX_AUDIT_LOG"] ?? "";
  const line = (await Deno.readTextFile(file)).trim().split("\n").at(-1) ?? "";
  assert.match(line, /"tool":"proxmox_api_call"/);
  assert.match(line, /"access":"write"/);
  assert.match(line, /\/nodes\/pve1\/qemu\/102\/status\/start/);
  assert.match(line, /UPID:pve1:[^"]*:qmstart:102:/);
});

Deno.test("before it deletes a guest, a call tells what goes with it and what is left", async () => {
  await using lab = await startLab();
  const preview = await lab.text("proxmox_api_call", { method: "DELETE", path: vm102 });
  assert.deepEqual(changes(lab), []);
  for (const line of [/state: stopped/, /disks: scsi0 \S+ \(\d+ GiB\)/, /backup jobs: /, /newest backup: /]) {
    assert.match(preview, line);
  }
});
