import assert from "node:assert/strict";
import { nearest } from "../../src/text/nearest.ts";

const known = ["node", "vmid", "status", "name", "tag", "pool", "limit", "snapshot"];

Deno.test("the nearest known word is found whatever its case", () => {
  const meant: Readonly<Record<string, string | undefined>> = {
    nodes: "node",
    VMID: "vmid",
    vimd: "vmid",
    statsu: "status",
    tags: "tag",
    lmit: "limit",
    cluster: undefined,
    x: undefined,
    "": undefined,
  };
  for (const [word, expected] of Object.entries(meant)) assert.equal(nearest(word, known), expected, word);
});

Deno.test("of two equally near words the first one counts", () => {
  assert.equal(nearest("pve9", ["pve1", "pve2"]), "pve1");
});
