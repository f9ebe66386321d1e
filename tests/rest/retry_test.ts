import assert from "node:assert/strict";
import { LostAnswerError, NodeUnreachableError } from "../../src/wire/errors.ts";
import { backOff } from "../../src/rest/retry.ts";
import { bare, bothTrusts, fail, type Handler, openWire, startServer, succeed } from "./server.ts";

const read = { method: "GET", path: "/nodes/pve2/status" } as const;
const change = { method: "POST", path: "/nodes/pve2/qemu/100/status/start" } as const;

function inTurn(...handlers: readonly Handler[]): Handler {
  let turn = 0;
  return (request, response) => handlers[Math.min(turn++, handlers.length - 1)]?.(request, response);
}

for (const status of [502, 503, 504, 595, 596, 599]) {
  Deno.test(`a read that meets ${status} is tried again`, async () => {
    const handler = inTurn((_, response) => bare(response, status), (_, response) => succeed(response, "up"));
    await using server = await startServer(handler);
    await using wire = await openWire(server, { retryAttempts: 1 });
    assert.equal((await wire.request(read)).data, "up");
    assert.equal(server.requests.length, 2);
  });
}

for (const status of [400, 401, 403, 500, 501, 597, 598]) {
  Deno.test(`a read that meets ${status} is not tried again`, async () => {
    await using server = await startServer((_, response) => fail(response, status, "no"));
    await using wire = await openWire(server, { retryAttempts: 3 });
    await assert.rejects(wire.request(read));
    assert.equal(server.requests.length, 1);
  });
}

Deno.test("a read is tried again as often as configured, then its last error is thrown", async () => {
  await using server = await startServer((_, response) => bare(response, 595));
  await using wire = await openWire(server, { retryAttempts: 3 });
  await assert.rejects(wire.request(read), NodeUnreachableError);
  assert.equal(server.requests.length, 4);
});

Deno.test("a read is not tried again when the deadline would be over before", async () => {
  await using server = await startServer((_, response) => bare(response, 595));
  await using wire = await openWire(server, { retryAttempts: 3, retryDelay: 100_000, timeout: 10_000 });
  await assert.rejects(wire.request(read), NodeUnreachableError);
  assert.equal(server.requests.length, 1);
});

Deno.test("the wait between tries doubles and varies between half and whole", () => {
  assert.deepEqual([1, 2, 3].map((tries) => backOff(tries, 1000, () => 0)), [500, 1000, 2000]);
  assert.deepEqual([1, 2, 3].map((tries) => backOff(tries, 1000, () => 1)), [1000, 2000, 4000]);
});

for (const [way, tls] of await bothTrusts()) {
  const lost = async (handler: Handler, timeout = 10_000): Promise<LostAnswerError> => {
    await using server = await startServer(handler);
    await using wire = await openWire(server, { tls, retryAttempts: 3, timeout });
    const error = await wire.request(change).then(() => undefined, (reason: unknown) => reason);
    assert.ok(error instanceof LostAnswerError, `got ${error}`);
    assert.equal(server.requests.length, 1, "a change is never sent twice");
    return error;
  };

  Deno.test(`a change whose connection breaks may have happened, and the error says how to look ${way}`, async () => {
    const error = await lost((_, response) => response.socket?.destroy());
    assert.match(
      error.message,
      /^POST \/nodes\/pve2\/qemu\/100\/status\/start was sent, and its answer was lost, so it may have been carried out: The connection to 127\.0\.0\.1:\d+ broke/,
    );
    assert.match(error.remedy, /proxmox_task_list/);
  });

  Deno.test(`a change that is not answered in time may have happened ${way}`, async () => {
    const error = await lost(() => {}, 150);
    assert.match(error.message, /may have been carried out: .* gave no answer within 0\.15 s\.$/);
  });

  Deno.test(`a change that is on its way when the wire is closed may have happened ${way}`, async () => {
    const arrived = Promise.withResolvers<void>();
    await using server = await startServer(() => arrived.resolve());
    const wire = await openWire(server, { tls });
    const underway = assert.rejects(wire.request(change), LostAnswerError);
    await arrived.promise;
    await wire.close();
    await underway;
  });

  Deno.test(`a change whose answer breaks off may have happened ${way}`, async () => {
    await lost((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write("{", () => response.socket?.destroy());
    });
  });

  for (const status of [596, 597, 598, 599]) {
    Deno.test(`a change that meets ${status} may have happened ${way}`, async () => {
      const error = await lost((_, response) => bare(response, status));
      assert.ok(error.cause instanceof NodeUnreachableError);
      assert.equal(error.cause.status, status);
    });
  }

  Deno.test(`a change that meets 595 did not happen ${way}`, async () => {
    await using server = await startServer((_, response) => bare(response, 595));
    await using wire = await openWire(server, { tls, retryAttempts: 3 });
    await assert.rejects(wire.request(change), { name: "NodeUnreachableError", message: /nothing was done/ });
    assert.equal(server.requests.length, 1);
  });

  Deno.test(`a change that no connection could take did not happen ${way}`, async () => {
    const port = await startServer(() => {}).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server.port;
    });
    await using wire = await openWire({ port }, { tls, retryAttempts: 3 });
    await assert.rejects(wire.request(change), { name: "ConnectionError", fault: "refused" });
  });
}

Deno.test("a change a gateway gave up on may have happened", async () => {
  await using server = await startServer((_, response) => bare(response, 504));
  await using wire = await openWire(server);
  await assert.rejects(wire.request(change), LostAnswerError);
});
