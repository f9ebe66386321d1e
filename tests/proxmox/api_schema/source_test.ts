import assert from "node:assert/strict";
import { ApiSchemaSource, SchemaUnavailableError } from "../../../src/proxmox/api_schema/source.ts";
import type { CachePlace } from "../../../src/proxmox/api_schema/cache.ts";
import { RestWire } from "../../../src/rest/rest_wire.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/simulator.ts";
import type { DocumentPath } from "../../../src/wire/wire.ts";
import { temporaryDirectory } from "../../harness/cluster.ts";

/** A REST wire that counts the documents it fetched. */
class CountingWire extends RestWire {
  documents = 0;

  override document(path: DocumentPath): Promise<string> {
    this.documents += 1;
    return super.document(path);
  }
}

function wireTo({ hostname, port, fingerprint, logins }: Simulator): CountingWire {
  return new CountingWire({
    host: hostname,
    port,
    tls: { kind: "fingerprint", sha256: fingerprint },
    auth: { kind: "token", id: logins.full.tokenId, secret: logins.full.secret },
    timeout: 5000,
    retryAttempts: 0,
    retryDelay: 1,
    rateLimit: 0,
    guard: { check: () => {}, checkCommand: () => {} },
  });
}

/** Runs a test with a simulated cluster, a wire to it and a place for the cache. */
async function withWire(
  test: (parts: { simulator: Simulator; wire: CountingWire; place: CachePlace }) => Promise<void>,
): Promise<void> {
  await using simulator = await startSimulator({ authDelay: 0 });
  const wire = wireTo(simulator);
  const directory = await temporaryDirectory();
  try {
    await test({ simulator, wire, place: { directory, name: "pve" } });
  } finally {
    await wire.close();
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("the schema comes from the node once, whoever waits for it", async () => {
  await withWire(async ({ wire }) => {
    const source = new ApiSchemaSource(wire);
    const [first, second] = await Promise.all([source.get(), source.get()]);
    assert.equal(first, second);
    assert.equal(first.version, "9.2.11");
    assert.ok(first.paths.match("/cluster/resources") !== undefined);
    assert.equal(wire.documents, 1);
  });
});

Deno.test("a process that finds the schema on the disk does not fetch it", async () => {
  await withWire(async ({ wire, place }) => {
    const fetched = await new ApiSchemaSource(wire, place).get();
    const kept = await new ApiSchemaSource(wire, place).get();
    assert.deepEqual(kept.endpoints, fetched.endpoints);
    assert.equal(wire.documents, 1);
  });
});

Deno.test("after an hour the node is asked again", async () => {
  await withWire(async ({ wire }) => {
    let now = 0;
    const source = new ApiSchemaSource(wire, undefined, () => now);
    await source.get();
    now = 3_599_000;
    await source.get();
    assert.equal(wire.documents, 1);
    now = 3_601_000;
    await source.get();
    assert.equal(wire.documents, 2);
  });
});

Deno.test("a document that is no schema is told with its reason, and asked for again after a minute", async () => {
  await withWire(async ({ wire, simulator }) => {
    let now = 0;
    const source = new ApiSchemaSource(wire, undefined, () => now);
    simulator.faults.requests.next({ kind: "html", status: 200 }, { path: /apidoc\.js$/ });
    await assert.rejects(source.get(), (error) => {
      assert.ok(error instanceof SchemaUnavailableError);
      assert.match(error.message, /cannot be had: The API viewer's script assigns no array/);
      return true;
    });
    await assert.rejects(source.get(), SchemaUnavailableError);
    assert.equal(wire.documents, 1);
    now = 61_000;
    assert.equal((await source.get()).version, "9.2.11");
  });
});

Deno.test("a wire without documents says that the schema lies beside the REST API", async () => {
  await withWire(async ({ wire }) => {
    const source = new ApiSchemaSource({
      name: "ssh",
      request: (request) => wire.request(request),
      close: () => Promise.resolve(),
    });
    await assert.rejects(source.get(), /cannot be had: it lies beside the REST API, which is not connected/);
  });
});

Deno.test("a caller who gives up does not end the fetching for the others", async () => {
  await withWire(async ({ wire }) => {
    const source = new ApiSchemaSource(wire);
    const caller = new AbortController();
    const waiting = source.get(caller.signal);
    caller.abort(new Error("gave up"));
    await assert.rejects(waiting, /gave up/);
    assert.equal((await source.get()).version, "9.2.11");
    assert.equal(wire.documents, 1);
  });
});
