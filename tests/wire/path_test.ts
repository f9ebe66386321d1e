import assert from "node:assert/strict";
import { canonicalPath, path, PathError } from "../../src/wire/path.ts";

Deno.test("path encodes each value as one segment", () => {
  assert.equal(path`/nodes/${"pve"}/qemu/${100}/config`, "/nodes/pve/qemu/100/config");
  assert.equal(path`/access/users/${"root@pam"}/token/${"a b"}`, "/access/users/root%40pam/token/a%20b");
});

Deno.test("path refuses values that would change the route", () => {
  for (const value of ["", ".", "..", "a/b", "a\\b", "a\nb", "a\u0000"]) {
    assert.throws(() => path`/nodes/${value}/status`, PathError, JSON.stringify(value));
  }
});

Deno.test("a canonical path decodes as Proxmox does, so that a disguised route shows", () => {
  assert.equal(canonicalPath("/nodes/pve/%71emu/100"), "/nodes/pve/qemu/100");
  assert.equal(canonicalPath("/nodes/pve%2Fqemu%2F100"), "/nodes/pve/qemu/100");
  assert.equal(canonicalPath("/access/users/root@pam"), "/access/users/root%40pam");
  assert.equal(canonicalPath("/access/users/root%40pam"), "/access/users/root%40pam");
  assert.equal(canonicalPath("/pools/a%2525"), "/pools/a%2525");
  assert.equal(canonicalPath("/"), "/");
});

Deno.test("a canonical path keeps the slash of a volume", () => {
  const canonical = "/nodes/pve/storage/local/content/local%3Aiso/a.iso";
  assert.equal(canonicalPath("/nodes/pve/storage/local/content/local:iso/a.iso"), canonical);
  assert.equal(canonicalPath("/nodes/pve/storage/local/content/local%3Aiso%2Fa.iso"), canonical);
});

Deno.test("what is no path of Proxmox's tree is refused with a remedy", () => {
  const refused: readonly [string, RegExp][] = [
    ["nodes", /is no Proxmox path\./],
    ["/nodes?type=vm", /holds more than a path/],
    ["/nodes#x", /holds more than a path/],
    ["/nodes/../access", /dots alone/],
    ["/nodes/%2e%2e/access", /dots alone/],
    ["/nodes//pve", /empty segment/],
    ["/nodes/", /empty segment/],
    ["/nodes/a%5Cb", /control characters/],
    ["/nodes/%0a", /control characters/],
    ["/nodes/100%", /broken percent escape/],
  ];
  for (const [given, message] of refused) {
    assert.throws(() => canonicalPath(given), (error) => {
      assert.ok(error instanceof PathError, given);
      assert.match(error.message, message);
      assert.notEqual(error.remedy, "");
      return true;
    });
  }
});
