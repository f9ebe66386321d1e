import assert from "node:assert/strict";
import { type Data, Lab } from "../client.ts";

const GUEST = "/nodes/pve1/qemu/102";

Deno.test("snapshots grow from one another, and the current state from the last", async () => {
  await using lab = await Lab.start();
  for (const snapname of ["first", "second"]) {
    assert.equal((await lab.task("POST", `${GUEST}/snapshot`, { snapname })).status, "OK");
  }
  const rows: Data[] = await lab.data("GET", `${GUEST}/snapshot`);
  const parents = Object.fromEntries(rows.map((row) => [row.name, row.parent]));
  assert.deepEqual(parents, { first: undefined, second: "first", current: "second" });
});

Deno.test("a rollback brings the configuration of its time back", async () => {
  await using lab = await Lab.start();
  await lab.task("POST", `${GUEST}/snapshot`, { snapname: "before", description: "Before the upgrade" });
  await lab.data("PUT", `${GUEST}/config`, { cores: 1, tags: "broken" });
  assert.equal((await lab.task("POST", `${GUEST}/snapshot/before/rollback`)).status, "OK");
  const config = await lab.data("GET", `${GUEST}/config`);
  assert.equal(config.cores, 4);
  assert.equal(config.tags, "prod;web");
  assert.equal(config.parent, "before");
});

Deno.test("deleting a snapshot in the middle joins its neighbours", async () => {
  await using lab = await Lab.start();
  for (const snapname of ["one", "two", "three"]) await lab.task("POST", `${GUEST}/snapshot`, { snapname });
  assert.equal((await lab.task("DELETE", `${GUEST}/snapshot/two`)).status, "OK");
  const rows: Data[] = await lab.data("GET", `${GUEST}/snapshot`);
  assert.equal(rows.find((row) => row.name === "three").parent, "one");
});

Deno.test("a running machine's memory is saved when asked for, and the rollback lets it run on", async () => {
  await using lab = await Lab.start();
  const guest = "/nodes/pve2/qemu/110";
  assert.equal((await lab.task("POST", `${guest}/snapshot`, { snapname: "warm", vmstate: 1 })).status, "OK");
  await lab.task("POST", `${guest}/status/stop`);
  assert.equal((await lab.task("POST", `${guest}/snapshot/warm/rollback`)).status, "OK");
  assert.equal((await lab.data("GET", `${guest}/status/current`)).status, "running");
});

Deno.test("a name that is taken, reserved or unknown is refused", async () => {
  await using lab = await Lab.start();
  await lab.task("POST", `${GUEST}/snapshot`, { snapname: "once" });
  const again = await lab.task("POST", `${GUEST}/snapshot`, { snapname: "once" });
  assert.equal(again.status, "snapshot name 'once' already used");
  const reserved = await lab.call("POST", `${GUEST}/snapshot`, { snapname: "current" });
  assert.match(reserved.text, /unable to use snapshot name 'current' \(reserved name\)/);
  const unknown = await lab.task("POST", `${GUEST}/snapshot/none/rollback`);
  assert.equal(unknown.status, "snapshot 'none' does not exist");
});
