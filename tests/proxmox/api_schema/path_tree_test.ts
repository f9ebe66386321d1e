import assert from "node:assert/strict";
import { smallSchema } from "./small_schema.ts";

const { paths } = smallSchema;

Deno.test("a path is found with its placeholders filled in or not", () => {
  for (
    const path of [
      "/nodes/pve1/qemu/100/config",
      "/nodes/{node}/qemu/{vmid}/config",
      "nodes/a/qemu/b/config/",
    ]
  ) {
    assert.deepEqual([...paths.match(path)?.methods.keys() ?? []].sort(), ["GET", "PUT"], path);
  }
  assert.deepEqual(paths.match("/nodes/pve1/qemu/100/config")?.values, { node: "pve1", vmid: "100" });
});

Deno.test("a volume takes the rest of the path with its slashes, written or escaped", () => {
  for (
    const path of ["/nodes/a/storage/b/content/b:iso/x.iso", "/nodes/a/storage/b/content/b%3Aiso%2Fx.iso"]
  ) {
    assert.equal(paths.match(path)?.values.volume, "b:iso/x.iso");
  }
});

Deno.test("a path without methods of its own is no match", () => {
  for (const path of ["/nodes/pve1", "/nodes/pve1/qemu", "/nowhere", "/"]) {
    assert.equal(paths.match(path), undefined);
  }
});

Deno.test("what lies below a path is listed with its placeholders", () => {
  assert.deepEqual(paths.below("/nodes/pve1"), ["/nodes/{node}/qemu", "/nodes/{node}/storage"]);
  assert.deepEqual(paths.below("/nodes/{node}/qemu"), ["/nodes/{node}/qemu/{vmid}"]);
  assert.deepEqual(paths.below("/nowhere/else"), []);
});

Deno.test("a mistyped path is mended word by word", () => {
  assert.equal(paths.nearest("/node/pve1/qemuu/100/confg", "GET"), "/nodes/pve1/qemu/100/config");
  assert.equal(paths.nearest("/nodes/pve1/qemu/100/config", "GET"), undefined);
  assert.equal(paths.nearest("/something/else", "GET"), undefined);
});
