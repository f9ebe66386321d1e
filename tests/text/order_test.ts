import assert from "node:assert/strict";
import { naturally } from "../../src/text/order.ts";

Deno.test("names are sorted by their numbers, as people sort them", () => {
  const names = ["pve10", "pve2", "net1", "pve02a", "PVE1"];
  assert.deepEqual(names.toSorted(naturally), ["net1", "PVE1", "pve2", "pve02a", "pve10"]);
});
