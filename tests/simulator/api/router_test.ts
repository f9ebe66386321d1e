import assert from "node:assert/strict";
import { allEndpoints } from "../../../src/simulator/endpoints/catalog.ts";
import { Router } from "../../../src/simulator/api/router.ts";
import { json, Lab } from "../client.ts";

const router = new Router(allEndpoints());

Deno.test("a fixed segment goes before a parameter", () => {
  assert.equal(
    router.find("GET", "/nodes/pve/qemu/100/agent/info")?.endpoint.path,
    "/nodes/{node}/qemu/{vmid}/agent/info",
  );
  assert.deepEqual(router.find("GET", "/nodes/pve/qemu/100/config")?.pathParams, {
    node: "pve",
    vmid: "100",
  });
});

Deno.test("the name of a volume takes the rest of the path", () => {
  const match = router.find("DELETE", "/nodes/pve/storage/local/content/local:iso/a.iso");
  assert.equal(match?.pathParams["volume"], "local:iso/a.iso");
});

Deno.test("no two endpoints share a method and a path", () => {
  const keys = allEndpoints().map(({ method, path }) => `${method} ${path.replace(/\{[^}]+\}/g, "{}")}`);
  assert.deepEqual(keys.filter((key, index) => keys.indexOf(key) !== index), []);
});

Deno.test("every parameter of a path is declared", () => {
  for (const { path, parameters } of allEndpoints()) {
    for (const [, name = ""] of path.matchAll(/\{([^}*]+)\*?\}/g)) {
      assert(name in parameters, `${path}: ${name}`);
    }
  }
});

Deno.test("an unknown path or method is not implemented, in words without a newline", async () => {
  await using lab = await Lab.start();
  const unknown = await lab.call("GET", "/nosuch");
  assert.deepEqual([unknown.status, unknown.reason], [501, "Method 'GET /nosuch' not implemented"]);
  assert.deepEqual(json(unknown), { data: null, message: "Method 'GET /nosuch' not implemented" });
  assert.equal((await lab.call("POST", "/nodes/pve1/lxc/100/config", { memory: 1 })).status, 501);
});

Deno.test("a parameter that contradicts the path is refused", async () => {
  await using lab = await Lab.start();
  const reply = await lab.call("GET", "/nodes/pve1/qemu/101/config", { vmid: 102 });
  assert.deepEqual(json(reply)["errors"], {
    vmid: "duplicate parameter (already defined in URI) with conflicting values!",
  });
});
