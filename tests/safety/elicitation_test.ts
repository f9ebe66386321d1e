import assert from "node:assert/strict";
import { startCluster, type TestCluster } from "../harness/cluster.ts";
import { type Human, types, typesTheName } from "../harness/human.ts";
import { steady } from "../harness/steady.ts";
import { clockAhead, skipWaitsOf } from "./clock.ts";
import { eras, serveEra } from "./eras.ts";
import { recorded } from "./recorded.ts";
import { Unchanged } from "./unchanged.ts";

const deletion = { vmid: 101, name: "before-upgrade" };

function hasSnapshot({ simulator }: TestCluster): boolean {
  return simulator.cluster.guest(101)?.snapshots["before-upgrade"] !== undefined;
}

for (const era of eras) {
  Deno.test(`a human asked by a client of ${era.name} who types the name has the call carried out`, async (t) => {
    await using cluster = await startCluster();
    const questions: string[] = [];
    await using server = await serveEra(era, cluster.environment, (question) => {
      questions.push(question);
      assert.ok(hasSnapshot(cluster), "it was deleted before the answer");
      return typesTheName(question);
    });
    const { isError, text } = await server.call("proxmox_snapshot_delete", deletion);
    assert.equal(isError, false, text);
    assert.equal(hasSnapshot(cluster), false);
    assert.equal(questions.length, 1);
    await t.assertSnapshot(steady(questions.join("\n")));
    const last = (await recorded(cluster)).at(-1);
    assert.deepEqual([last?.outcome, last?.confirmation], ["ok", "elicitation"]);
  });

  const refusals: Readonly<Record<string, Human>> = {
    "declines": () => ({ action: "decline" }),
    "closes the question": () => ({ action: "cancel" }),
    "types another name": () => types("after-upgrade"),
    "types the name in capitals": () => types("BEFORE-UPGRADE"),
    "types the guest's name instead of the snapshot's": () => types("web1"),
    "types nothing": () => types(""),
    "types yes": () => types("yes"),
  };

  for (const [what, human] of Object.entries(refusals)) {
    Deno.test(`a human asked by a client of ${era.name} who ${what} has nothing changed`, async (t) => {
      await using cluster = await startCluster();
      await using server = await serveEra(era, cluster.environment, human);
      const before = new Unchanged(cluster);
      const { isError, text } = await server.call("proxmox_snapshot_delete", deletion);
      before.check(text);
      assert.ok(isError);
      await t.assertSnapshot(text);
      const last = (await recorded(cluster)).at(-1);
      assert.deepEqual([last?.outcome, last?.reason], ["refused", text]);
    });
  }

  Deno.test(`an answer that a client of ${era.name} brings after five minutes changes nothing`, async (t) => {
    await using cluster = await startCluster();
    let later: Disposable | undefined;
    await using server = await serveEra(era, cluster.environment, (question) => {
      later = clockAhead(301);
      return typesTheName(question);
    });
    const before = new Unchanged(cluster);
    const { isError, text } = await server.call("proxmox_snapshot_delete", deletion);
    later?.[Symbol.dispose]();
    before.check(text);
    assert.ok(isError);
    await t.assertSnapshot(text);
  });

  Deno.test(`a call that a client of ${era.name} cancels while the human thinks changes nothing, whatever he answers then`, async () => {
    await using cluster = await startCluster();
    const asked = Promise.withResolvers<string>();
    const answer = Promise.withResolvers<void>();
    await using server = await serveEra(era, cluster.environment, async (question) => {
      asked.resolve(question);
      await answer.promise;
      return typesTheName(question);
    });
    const before = new Unchanged(cluster);
    const cancelling = new AbortController();
    const call = server.call("proxmox_snapshot_delete", deletion, { signal: cancelling.signal });
    await asked.promise;
    cancelling.abort();
    answer.resolve();
    await assert.rejects(call);
    // What comes after the answer on the same pipe is served after it.
    await server.call("proxmox_vm_status", { vmid: 101 });
    before.check();
  });
}

Deno.test("a human who never answers a client of 2025 has nothing changed when his time is over", async () => {
  await using cluster = await startCluster();
  const [, legacy] = eras;
  assert.ok(legacy !== undefined);
  await using server = await serveEra(legacy, cluster.environment, () => new Promise<never>(() => {}));
  const before = new Unchanged(cluster);
  using _ = skipWaitsOf(300_000);
  const { isError, text } = await server.call("proxmox_snapshot_delete", deletion);
  before.check(text);
  assert.ok(isError);
  assert.match(text, /timed out/);
});
