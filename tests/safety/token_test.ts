import assert from "node:assert/strict";
import type { Snapshot } from "../../src/simulator/cluster/guest.ts";
import { type Environment, startCluster, type TestCluster } from "../harness/cluster.ts";
import { typesTheName } from "../harness/human.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { steady } from "../harness/steady.ts";
import type { Arguments, ToolClient } from "../harness/tool_client.ts";
import { clockAhead } from "./clock.ts";
import { eras, serveEra } from "./eras.ts";
import { tokenFor } from "./preview.ts";
import { recorded } from "./recorded.ts";
import { Unchanged } from "./unchanged.ts";

const deletion = { vmid: 101, name: "before-upgrade" };

/** A cluster with a second snapshot of 101, and one of the same name on 120. */
async function clusterWithSnapshots(): Promise<TestCluster> {
  const cluster = await startCluster();
  const { state } = cluster.simulator.cluster;
  const snapshot: Snapshot | undefined = state.guests[101]?.snapshots["before-upgrade"];
  const [web, files] = [state.guests[101], state.guests[120]];
  assert.ok(snapshot !== undefined && web !== undefined && files !== undefined);
  web.snapshots["older"] = { ...snapshot, snaptime: snapshot.snaptime - 86_400 };
  files.snapshots["before-upgrade"] = { ...snapshot, config: { ...files.config } };
  return cluster;
}

for (const era of eras) {
  Deno.test(`a client of ${era.name} that cannot ask gets a preview first, and its token carries the same call out`, async (t) => {
    await using cluster = await startCluster();
    await using server = await serveEra(era, cluster.environment);
    const before = new Unchanged(cluster);
    const preview = (await server.call("proxmox_snapshot_delete", deletion)).text;
    before.check();
    await t.assertSnapshot(steady(preview).replace(/confirm=\S+/, "confirm=<token>"));
    const token = await tokenFor(server, "proxmox_snapshot_delete", deletion);
    const { isError, text } = await server.call("proxmox_snapshot_delete", { ...deletion, confirm: token });
    assert.equal(isError, false, text);
    assert.equal(cluster.simulator.cluster.guest(101)?.snapshots["before-upgrade"], undefined);
    const last = (await recorded(cluster)).at(-1);
    assert.deepEqual([last?.outcome, last?.confirmation], ["ok", "token"]);
    assert.equal(
      JSON.stringify(await recorded(cluster)).includes(token),
      false,
      "the token is in the audit log",
    );
  });
}

/** Tries a token on a call that it must not open, and returns what the caller reads. */
async function refusedWith(
  cluster: TestCluster,
  server: ToolClient,
  token: unknown,
  [tool, args]: readonly [string, Arguments] = ["proxmox_snapshot_delete", deletion],
): Promise<string> {
  const before = new Unchanged(cluster);
  const { isError, text } = await server.call(tool, { ...args, confirm: token });
  before.check(text);
  assert.ok(isError, text);
  return text;
}

Deno.test("a token that was not given out opens nothing", async (t) => {
  await using cluster = await startCluster();
  await using server = await serveInProcess(cluster.environment);
  const token = await tokenFor(server, "proxmox_snapshot_delete", deletion);
  const [version = "", body = "", mac = ""] = token.split(".");
  const flip = (text: string, at: number) =>
    text.slice(0, at) + (text.at(at) === "A" ? "B" : "A") + text.slice(at + 1);
  const longer = atob(body.replaceAll("-", "+").replaceAll("_", "/")).replace(
    /"exp":\d+/,
    '"exp":9999999999',
  );
  const forged = {
    "any text": "yes",
    "nothing but the form": "v1.e30.e30",
    "the body alone": `${version}.${body}`,
    "another seal below the body": `${version}.${body}.${flip(mac, 3)}`,
    "no seal below the body": `${version}.${body}.`,
    "a later end": `${version}.${btoa(longer)}.${mac}`,
    "something behind it": `${token}A`,
    "something before it": ` ${token}`.replace(" ", "x"),
    "capitals": token.toUpperCase(),
    "a very long text": "v1.".padEnd(100_000, "A"),
  };
  const bodies = [0, 5, Math.floor(body.length / 2), body.length - 2].map((at) =>
    `${version}.${flip(body, at)}.${mac}`
  );
  for (const text of [...Object.values(forged), ...bodies]) {
    const said = await refusedWith(cluster, server, text);
    assert.match(said, /not valid, or older than five minutes\. Nothing was done\./, text.slice(0, 200));
  }
  await t.assertSnapshot(await refusedWith(cluster, server, "yes"));
  for (const value of [1, true, {}, ["x"]]) {
    assert.match(await refusedWith(cluster, server, value), /confirm must be a text/);
  }
});

Deno.test("a token works for the call that it was given out for and for no other", async (t) => {
  await using cluster = await clusterWithSnapshots();
  await using server = await serveInProcess(cluster.environment);
  const token = await tokenFor(server, "proxmox_snapshot_restore", deletion);
  const others: readonly (readonly [string, Arguments])[] = [
    ["proxmox_snapshot_restore", { vmid: 101, name: "older" }],
    ["proxmox_snapshot_restore", { vmid: 120, name: "before-upgrade" }],
    ["proxmox_snapshot_restore", { ...deletion, start: true }],
    ["proxmox_snapshot_restore", { ...deletion, wait: 0 }],
    ["proxmox_snapshot_delete", deletion],
    ["proxmox_api_call", { method: "DELETE", path: "/nodes/pve1/qemu/101/snapshot/before-upgrade" }],
    ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/qemu/101/snapshot/before-upgrade/rollback" }],
  ];
  for (const other of others) {
    const text = await refusedWith(cluster, server, token, other);
    assert.match(text, /was for another call, or its target has changed/);
  }
  await t.assertSnapshot(await refusedWith(cluster, server, token));
  const { isError, text } = await server.call("proxmox_snapshot_restore", { ...deletion, confirm: token });
  assert.equal(isError, false, text);
});

Deno.test("a token is not spent by a call that it does not open, and is by the one that it opens", async (t) => {
  await using cluster = await startCluster();
  await using server = await serveInProcess(cluster.environment);
  const token = await tokenFor(server, "proxmox_snapshot_restore", deletion);
  await refusedWith(cluster, server, token);
  assert.equal(
    (await server.call("proxmox_snapshot_restore", { ...deletion, confirm: token })).isError,
    false,
  );
  const again = await refusedWith(cluster, server, token, ["proxmox_snapshot_restore", deletion]);
  await t.assertSnapshot(again);
});

Deno.test("of many calls with one token at once, one is carried out", async () => {
  await using cluster = await startCluster();
  await using server = await serveInProcess(cluster.environment);
  const token = await tokenFor(server, "proxmox_snapshot_restore", deletion);
  const calls = Array.from(
    { length: 8 },
    () => server.call("proxmox_snapshot_restore", { ...deletion, confirm: token }),
  );
  assert.equal((await Promise.all(calls)).filter(({ isError }) => !isError).length, 1);
  assert.equal(cluster.countRequests("POST", /rollback$/), 1);
});

Deno.test("a token ends after five minutes", async () => {
  await using cluster = await startCluster();
  await using server = await serveInProcess(cluster.environment);
  const token = await tokenFor(server, "proxmox_snapshot_delete", deletion);
  {
    using _ = clockAhead(302);
    assert.match(await refusedWith(cluster, server, token), /older than five minutes/);
  }
  using _ = clockAhead(290);
  assert.equal(
    (await server.call("proxmox_snapshot_delete", { ...deletion, confirm: token })).isError,
    false,
  );
});

Deno.test("a token holds in the process that gave it out, and in replicas that share its key", async () => {
  await using cluster = await startCluster();
  const shared: Environment = { MCP_STATE_KEY: "a key that two replicas share, long enough" };
  await using alone = await serveInProcess(cluster.environment);
  await using first = await serveInProcess({ ...cluster.environment, ...shared });
  await using second = await serveInProcess({ ...cluster.environment, ...shared });
  const foreign = await tokenFor(alone, "proxmox_snapshot_delete", deletion);
  assert.match(await refusedWith(cluster, first, foreign), /not valid/);
  const token = await tokenFor(first, "proxmox_snapshot_delete", deletion);
  assert.match(await refusedWith(cluster, alone, token), /not valid/);
  assert.equal(
    (await second.call("proxmox_snapshot_delete", { ...deletion, confirm: token })).isError,
    false,
  );
});

for (const era of eras) {
  Deno.test(`a token given to a client of ${era.name} that cannot ask does not spare the human of one that can`, async () => {
    await using cluster = await startCluster();
    const shared: Environment = { MCP_STATE_KEY: "a key that two replicas share, long enough" };
    await using mute = await serveEra(era, { ...cluster.environment, ...shared });
    let asked = 0;
    await using asking = await serveEra(era, { ...cluster.environment, ...shared }, () => {
      asked += 1;
      return { action: "decline" };
    });
    const token = await tokenFor(mute, "proxmox_snapshot_delete", deletion);
    assert.match(await refusedWith(cluster, asking, token), /The human declined/);
    assert.equal(asked, 1);
  });
}

Deno.test("PROXMOX_CONFIRM=token previews even where a human could be asked", async () => {
  await using cluster = await startCluster();
  const [modern] = eras;
  assert.ok(modern !== undefined);
  const environment = { ...cluster.environment, PROXMOX_CONFIRM: "token" };
  await using server = await serveEra(modern, environment, (question) => {
    assert.fail(`the human was asked: ${question}`);
    return typesTheName(question);
  });
  const token = await tokenFor(server, "proxmox_snapshot_delete", deletion);
  assert.equal(
    (await server.call("proxmox_snapshot_delete", { ...deletion, confirm: token })).isError,
    false,
  );
});

Deno.test("PROXMOX_CONFIRM=deny refuses what loses data, by whichever tool, and says which setting allows it", async (t) => {
  await using cluster = await startCluster();
  const [modern] = eras;
  assert.ok(modern !== undefined);
  await using server = await serveEra(
    modern,
    { ...cluster.environment, PROXMOX_CONFIRM: "deny" },
    typesTheName,
  );
  const listed = (await server.listTools()).map(({ name }) => name);
  assert.equal(listed.includes("proxmox_snapshot_delete"), false);
  const calls: readonly (readonly [string, Arguments])[] = [
    ["proxmox_snapshot_delete", deletion],
    ["proxmox_api_call", { method: "DELETE", path: "/nodes/pve1/qemu/102" }],
    ["proxmox_api_call", {
      method: "PUT",
      path: "/nodes/pve1/qemu/102/config",
      parameters: { delete: "unused0" },
    }],
  ];
  const before = new Unchanged(cluster);
  for (const [tool, args] of calls) {
    const { isError, text } = await server.call(tool, args);
    assert.ok(isError);
    assert.match(text, /PROXMOX_CONFIRM=elicit/);
    await t.assertSnapshot(text);
  }
  before.check();
});

Deno.test("PROXMOX_CONFIRM=off runs what loses data unasked, and the audit log says so", async () => {
  await using cluster = await startCluster();
  await using server = await serveInProcess({ ...cluster.environment, PROXMOX_CONFIRM: "off" });
  assert.equal((await server.call("proxmox_snapshot_delete", deletion)).isError, false);
  const last = (await recorded(cluster)).at(-1);
  assert.deepEqual([last?.outcome, last?.confirmation], ["ok", "off"]);
});
