import assert from "node:assert/strict";
import { bothTrusts, openWire, startServer } from "./server.ts";

for (const [way, tls] of await bothTrusts()) {
  Deno.test(`a document beside the API is fetched without credentials ${way}`, async () => {
    await using server = await startServer((_, response) => response.end("const apiSchema = [];"));
    await using wire = await openWire(server, { tls });
    assert.equal(await wire.document("/pve-docs/api-viewer/apidoc.js"), "const apiSchema = [];");
    assert.equal(server.requests[0]?.url, "/pve-docs/api-viewer/apidoc.js");
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  Deno.test(`a document that the node does not have is an answer of something else ${way}`, async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(404);
      response.end("no");
    });
    await using wire = await openWire(server, { tls });
    await assert.rejects(wire.document("/pve-docs/none.js"), {
      name: "ForeignAnswerError",
      message: `127.0.0.1:${server.port} answered 404 to GET /pve-docs/none.js.`,
    });
  });
}
