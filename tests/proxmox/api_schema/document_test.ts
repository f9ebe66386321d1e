import assert from "node:assert/strict";
import { apidocScript } from "../../../src/simulator/api/apidoc.ts";
import { allEndpoints } from "../../../src/simulator/endpoints/catalog.ts";
import { parseApiDocument } from "../../../src/proxmox/api_schema/document.ts";
import { apiEndpoints } from "../../../src/proxmox/api_schema/endpoint.ts";
import { assignedArray, SchemaDocumentError } from "../../../src/proxmox/api_schema/literal.ts";
import { apidocOf, hasSharedSchemas } from "./shared_schema.ts";
import { smallSchema, smallScript } from "./small_schema.ts";

const find = (key: string) => {
  const found = smallSchema.endpoints.find(({ method, path }) => `${method} ${path}` === key);
  assert.ok(found !== undefined, key);
  return found;
};

Deno.test("the array is cut out of the script although strings hold brackets and quotes", () => {
  const array = '[{"a": "]}\\" [", "b": [[]], "c": "\\\\"}]';
  for (const name of ["const apiSchema", "var pveapi", "let x"]) {
    assert.equal(assignedArray(`// viewer\n${name} = ${array}\n;\nfoo([1]);`), array);
  }
});

Deno.test("a script is never run, whatever it holds", () => {
  const script = `const apiSchema = [{"path": "/x"}];\nglobalThis.wasRun = true; throw new Error("run");`;
  assert.throws(() => parseApiDocument(script), SchemaDocumentError);
  assert.equal("wasRun" in globalThis, false);
});

Deno.test("what is no schema, cut off or no JSON is refused with a reason", () => {
  assert.throws(() => assignedArray("<html>login</html>"), /assigns no array/);
  assert.throws(() => assignedArray(smallScript.slice(0, 900)), /cut off/);
  assert.throws(() => parseApiDocument("const apiSchema = [1, x]\n;"), /no JSON/);
  assert.throws(() => parseApiDocument("const apiSchema = []\n;"), /names no endpoint/);
});

Deno.test("methods are found at every depth, ordered by path", () => {
  assert.deepEqual(smallSchema.endpoints.map(({ method, path }) => `${method} ${path}`), [
    "GET /nodes",
    "DELETE /nodes/{node}/qemu/{vmid}",
    "GET /nodes/{node}/qemu/{vmid}/config",
    "PUT /nodes/{node}/qemu/{vmid}/config",
    "POST /nodes/{node}/storage/{storage}/content",
    "GET /nodes/{node}/storage/{storage}/content/{volume}",
  ]);
});

Deno.test("the slim form keeps the first sentence, the bounds, and what is answered", () => {
  const nodes = find("GET /nodes");
  assert.equal(nodes.about, "List the nodes.");
  assert.equal(nodes.returns, "list of node, status");
  const { cores, "net[n]": net } = find("PUT /nodes/{node}/qemu/{vmid}/config").parameters;
  assert.deepEqual(cores, { type: "integer", optional: true, minimum: 1, maximum: 128, default: 1 });
  assert.equal(net?.keys?.model?.first, true);
  assert.equal(net?.keys?.virtio?.alias, "macaddr");
});

Deno.test("permissions are put in words", () => {
  assert.equal(find("GET /nodes").permission, "any login");
  assert.equal(find("DELETE /nodes/{node}/qemu/{vmid}").permission, "VM.Allocate on /vms/{vmid}");
  assert.equal(
    find("PUT /nodes/{node}/qemu/{vmid}/config").permission,
    "VM.Config.CPU|VM.Config.Disk on /vms/{vmid} or (Sys.Modify on / and Pool.Audit on /pool/{pool} when pool is given)",
  );
  assert.equal(find("POST /nodes/{node}/storage/{storage}/content").permission, "root@pam only");
});

Deno.test("placeholders that the schema forgot, open parameters and refused tokens are noted", () => {
  const info = find("GET /nodes/{node}/storage/{storage}/content/{volume}");
  assert.deepEqual(Object.keys(info.parameters), ["node", "storage", "volume"]);
  assert.equal(info.open, true);
  assert.equal(info.ticketOnly, true);
  assert.equal(find("GET /nodes").open, undefined);
});

Deno.test("a method that is odd does not lose the others", () => {
  const script = `const apiSchema = [
    {"path": "/a", "info": {"GET": "?", "PUT": {"name": "set", "parameters": 5}}, "children": [7, {"path": 3}]},
    {"path": "/b", "info": {"GET": {}}}]
  ;`;
  assert.deepEqual(parseApiDocument(script).map(({ method, path }) => `${method} ${path}`), [
    "PUT /a",
    "GET /b",
  ]);
});

Deno.test("the simulator's own script holds all its endpoints but the root", () => {
  const endpoints = allEndpoints();
  const parsed = parseApiDocument(apidocScript(endpoints));
  const keys = endpoints.filter(({ path }) => path !== "/").map(({ method, path }) =>
    `${method} ${path.replace("*}", "}")}`
  );
  assert.deepEqual(parsed.map(({ method, path }) => `${method} ${path}`).sort(), [...new Set(keys)].sort());
});

for (const [version, count] of [["9.2", 675], ["8.4", undefined]] as const) {
  Deno.test({
    name: `the whole schema of ${version} is parsed and survives the cache's form`,
    // The reference schemas lie beside this checkout on the machines that build it, and are not part of it.
    ignore: !hasSharedSchemas,
    async fn() {
      const endpoints = parseApiDocument(await apidocOf(version));
      if (count !== undefined) assert.equal(endpoints.length, count);
      assert.deepEqual(apiEndpoints.parse(JSON.parse(JSON.stringify(endpoints))), endpoints);
      assert.ok(endpoints.every(({ permission }) => !permission.includes('["')));
    },
  });
}
