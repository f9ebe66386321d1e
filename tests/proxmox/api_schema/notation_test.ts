import assert from "node:assert/strict";
import { exampleCall } from "../../../src/proxmox/api_schema/example.ts";
import { choicesText, parametersText, parameterText } from "../../../src/proxmox/api_schema/notation.ts";
import { checkRequest } from "../../../src/proxmox/api_schema/request_check.ts";
import { ApiSchema } from "../../../src/proxmox/api_schema/schema.ts";
import { parseApiDocument } from "../../../src/proxmox/api_schema/document.ts";
import { apidocOf, hasSharedSchemas } from "./shared_schema.ts";
import { smallSchema } from "./small_schema.ts";

const update = smallSchema.paths.match("/nodes/a/qemu/100/config")?.methods.get("PUT");
assert.ok(update !== undefined);

Deno.test("runs of numbered choices become one, and many choices are counted", () => {
  assert.equal(
    choicesText(["ide0", "ide1", "ide2", "efidisk0", "scsi0", "scsi2"]),
    "ide0-2|efidisk0|scsi0|scsi2",
  );
  assert.equal(choicesText(["a", "b", "c", "d"], 2), "a|b|… 2 more");
});

Deno.test("parameters are written with star, type, bounds and default", () => {
  const { cores, onboot, name, limit, command, "net[n]": net } = update.parameters;
  assert.equal(parameterText("cores", cores ?? {}), "cores:int[1..128]=1");
  assert.equal(parameterText("onboot", onboot ?? {}), "onboot:bool");
  assert.equal(parameterText("name", name ?? {}), "name:dns-name");
  assert.equal(parameterText("limit", limit ?? {}), "limit:num[0..]");
  assert.equal(parameterText("command", command ?? {}), "command:list of len[1..]");
  assert.equal(parameterText("vmid", { type: "integer", minimum: 100 }), "vmid*:int[100..]");
  assert.equal(parameterText("net[n]", net ?? {}), "net[n]:{…}");
  assert.equal(
    parameterText("net[n]", net ?? {}, { keys: true }),
    "net[n]:{model*:virtio|e1000,bridge,firewall:bool}",
  );
});

Deno.test("a line of parameters has those that must be given, and counts what does not fit", () => {
  const create = smallSchema.paths.match("/nodes/a/storage/b/content")?.methods.get("POST");
  assert.ok(create !== undefined);
  assert.equal(parametersText(create, 1), "filename* vmid*:int[100..999999999]");
  assert.match(parametersText(update, 60), / …and \d+ more$/);
});

for (const version of ["9.2", "8.4"] as const) {
  Deno.test({
    name: `the example of every endpoint of ${version} passes the check`,
    // The reference schemas lie beside this checkout on the machines that build it, and are not part of it.
    ignore: !hasSharedSchemas,
    async fn() {
      const schema = new ApiSchema(version, parseApiDocument(await apidocOf(version)));
      const failing: string[] = [];
      for (const endpoint of schema.endpoints) {
        const { method } = endpoint;
        try {
          assert.equal(checkRequest(schema, { method, ...exampleCall(endpoint) }).endpoint, endpoint);
        } catch (error) {
          failing.push(`${method} ${endpoint.path}: ${error instanceof Error ? error.message : error}`);
        }
      }
      assert.deepEqual(failing, []);
    },
  });
}
