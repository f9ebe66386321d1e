import assert from "node:assert/strict";
import { PolicyError } from "../../src/policy/errors.ts";
import { ConnectionError, ForeignAnswerError } from "../../src/wire/errors.ts";
import { bare, bothTrusts, openWire, startServer } from "./server.ts";

const path = "/pve-docs/api-viewer/apidoc.js";

function refuse(): never {
  throw new PolicyError("Nothing may be sent.");
}

Deno.test("a document is fetched as it is, without a login and without asking the guard, by both carriers", async () => {
  for (const [name, tls] of await bothTrusts()) {
    await using server = await startServer((_, response) =>
      bare(response, 200, "OK", "const apiSchema = [];")
    );
    await using wire = await openWire(server, { tls, guard: { check: refuse, checkCommand: refuse } });
    assert.equal(await wire.document(path), "const apiSchema = [];", name);
    const [seen] = server.requests;
    assert.equal(`${seen?.method} ${seen?.url}`, `GET ${path}`);
    assert.equal(seen?.headers.authorization, undefined);
    assert.equal(seen?.headers.cookie, undefined);
  }
});

Deno.test("a node without the document is told with its status, once", async () => {
  await using server = await startServer((_, response) => bare(response, 404, "Not Found"));
  await using wire = await openWire(server, { retryAttempts: 3 });
  await assert.rejects(wire.document(path), (error) => {
    assert.ok(error instanceof ForeignAnswerError);
    assert.match(error.message, /answered 404 to GET \/pve-docs\/api-viewer\/apidoc\.js/);
    return true;
  });
  assert.equal(server.requests.length, 1);
});

Deno.test("a document over the limit for answers is given up", async () => {
  await using server = await startServer((_, response) => bare(response, 200, "OK", "x".repeat(5000)));
  await using wire = await openWire(server, { answerLimit: 1000 });
  await assert.rejects(wire.document(path), /is larger than 1000 bytes/);
});

Deno.test("a document that does not come in time ends with the deadline, and with the caller's signal", async () => {
  await using server = await startServer(() => {});
  await using wire = await openWire(server, { retryAttempts: 0, timeout: 50 });
  await assert.rejects(
    wire.document(path),
    (error) => error instanceof ConnectionError && error.fault === "silent",
  );
  const signal = AbortSignal.abort(new Error("gave up"));
  await assert.rejects(wire.document(path, { signal }), /gave up/);
});
