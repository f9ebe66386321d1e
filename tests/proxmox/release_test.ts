import assert from "node:assert/strict";
import { Inventory } from "../../src/proxmox/inventory.ts";
import { Connection } from "../../src/proxmox/connection.ts";
import { Release, releaseOf } from "../../src/proxmox/release.ts";
import { ScriptedWire } from "../harness/scripted_wire.ts";

Deno.test("what a release can do follows from its number", () => {
  const cases: readonly (readonly [string, boolean, boolean])[] = [
    ["7.4-17", false, false],
    ["8.2.4", false, false],
    ["8.3.0", false, true],
    ["8.4.5", false, true],
    ["9.0.0~beta", true, true],
    ["9.2.11", true, true],
    ["10.0", true, true],
    ["unknown", false, false],
  ];
  for (const [text, checks, imports] of cases) {
    const release = new Release(text);
    assert.deepEqual(
      [release.has("container-migration-check"), release.has("import-content")],
      [checks, imports],
      text,
    );
  }
});

Deno.test("a cluster is asked for its release once", async () => {
  const wire = new ScriptedWire(() => ({ version: "9.2.11", release: "9.2" }));
  const cluster = { connection: new Connection(wire), inventory: new Inventory(wire) };
  assert.equal((await releaseOf(cluster)).text, "9.2.11");
  assert.equal((await releaseOf(cluster)).text, "9.2.11");
  assert.equal(wire.requests.length, 1);
});
