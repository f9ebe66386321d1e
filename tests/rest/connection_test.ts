import assert from "node:assert/strict";
import net from "node:net";
import { ConnectionError } from "../../src/wire/errors.ts";
import { listening } from "../harness/listening.ts";
import { bothTrusts, openWire, startServer, succeed } from "./server.ts";

const version = { method: "GET", path: "/version" } as const;

async function connectionError(work: Promise<unknown>): Promise<ConnectionError> {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  assert.ok(error instanceof ConnectionError, `got ${error}`);
  return error;
}

/** A TCP server that takes connections and does with them what the test says. */
async function startTcp(onConnection: (socket: net.Socket) => void) {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  return {
    port: await listening(server),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function closedPort(): Promise<number> {
  await using server = await startTcp(() => {});
  return server.port;
}

for (const [way, tls] of await bothTrusts()) {
  Deno.test(`an unknown host name is named as such ${way}`, async () => {
    // A label of more than 63 characters is refused by the resolver itself, without a question to any DNS server.
    const host = `${"n".repeat(64)}.invalid`;
    await using wire = await openWire({ port: 8006 }, { host, tls, retryAttempts: 3, retryDelay: 100_000 });
    const error = await connectionError(wire.request(version));
    assert.equal(error.fault, "unknown-host");
    assert.equal(error.message, `The host name "${host}" (${host}:8006) cannot be found.`);
    assert.match(error.remedy, /PROXMOX_HOST/);
  });

  Deno.test(`a closed port is reported as a refused connection with its address ${way}`, async () => {
    const port = await closedPort();
    await using wire = await openWire({ port }, { tls });
    const error = await connectionError(wire.request(version));
    assert.equal(error.fault, "refused");
    assert.equal(error.address, `127.0.0.1:${port}`);
    assert.equal(error.message, `127.0.0.1:${port} refuses the connection.`);
    assert.match(error.remedy, /PROXMOX_PORT \(usually 8006\)/);
  });

  Deno.test(`a host that accepts and stays silent is given up at the deadline ${way}`, async () => {
    await using server = await startTcp(() => {});
    await using wire = await openWire(server, { tls, timeout: 150 });
    const error = await connectionError(wire.request(version));
    assert.equal(error.fault, "silent");
    assert.equal(error.message, `127.0.0.1:${server.port} gave no answer within 0.15 s.`);
    assert.match(error.remedy, /firewall.*PROXMOX_TIMEOUT/);
  });

  Deno.test(`a server that takes the request and never answers is given up at the deadline ${way}`, async () => {
    await using server = await startServer(() => {});
    await using wire = await openWire(server, { tls, timeout: 10_000 });
    const error = await connectionError(wire.request(version, { timeout: 150 }));
    assert.equal(error.fault, "silent");
    assert.equal(server.requests.length, 1);
  });

  Deno.test(`a port that does not speak TLS is reported as such ${way}`, async () => {
    await using server = await startTcp((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    await using wire = await openWire(server, { tls });
    const error = await connectionError(wire.request(version));
    assert.equal(error.fault, "not-tls");
    assert.equal(error.message, `127.0.0.1:${server.port} answers, but not in HTTPS.`);
  });

  Deno.test(`a connection cut in mid-answer is reported and not taken for an answer ${way}`, async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"data":[1,2', () => response.socket?.destroy());
    });
    await using wire = await openWire(server, { tls });
    const error = await connectionError(wire.request(version));
    assert.equal(error.fault, "reset");
    assert.equal(
      error.message,
      `The connection to 127.0.0.1:${server.port} broke before the answer was whole.`,
    );
    assert.equal(server.requests.length, 2, "a read is tried once more at once");
  });

  Deno.test(`a kept connection that died is replaced at once for a read ${way}`, async () => {
    let died = 0;
    await using server = await startServer((request, response) => {
      if (request.nth === 2 && died++ === 0) response.socket?.destroy();
      else succeed(response, "9.2");
    });
    await using wire = await openWire(server, { tls, retryAttempts: 0 });
    // A connection is free for the next request a moment after the answer, so the second may still open one of its own.
    for (let tries = 0; died === 0 && tries < 100; tries++) {
      assert.equal((await wire.request(version)).data, "9.2");
    }
    assert.equal(died, 1);
  });

  Deno.test(`the caller's abort ends the request with the caller's own reason ${way}`, async () => {
    const caller = new AbortController();
    const reason = new Error("the user has left");
    await using server = await startServer(() => caller.abort(reason));
    await using wire = await openWire(server, { tls, retryAttempts: 3 });
    await assert.rejects(wire.request(version, { signal: caller.signal }), (error) => error === reason);
    assert.equal(server.requests.length, 1);
  });

  Deno.test(`an abort in mid-answer ends the request with the caller's own reason ${way}`, async () => {
    const caller = new AbortController();
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("{", () => caller.abort("enough"));
    });
    await using wire = await openWire(server, { tls, retryAttempts: 3 });
    await assert.rejects(wire.request(version, { signal: caller.signal }), (error) => error === "enough");
  });

  Deno.test(`sixteen reads at once share sixteen kept connections ${way}`, async () => {
    await using server = await startServer((_, response) => succeed(response, 1));
    await using wire = await openWire(server, { tls });
    const batch = () => Promise.all(Array.from({ length: 16 }, () => wire.request(version)));
    await batch();
    await batch();
    assert.ok(server.connections <= 16, `${server.connections} connections`);
  });

  Deno.test(`closing the wire ends what is on its way and refuses more ${way}`, async () => {
    const arrived = Promise.withResolvers<void>();
    await using server = await startServer(() => arrived.resolve());
    const wire = await openWire(server, { tls });
    const underway = connectionError(wire.request(version));
    await arrived.promise;
    await wire.close();
    assert.equal((await underway).fault, "closed");
    assert.equal((await connectionError(wire.request(version))).fault, "closed");
    await wire.close();
    assert.equal(server.requests.length, 1);
  });
}

Deno.test("an answer packed with gzip that breaks off is a broken connection over node:https too", async () => {
  const [, [, tls] = []] = await bothTrusts();
  assert.ok(tls !== undefined);
  const packed = new Uint8Array(
    await new Response(new Blob(["x".repeat(100_000)]).stream().pipeThrough(new CompressionStream("gzip")))
      .arrayBuffer(),
  );
  await using server = await startServer((_, response) => {
    response.writeHead(200, {
      "content-type": "application/json",
      "content-encoding": "gzip",
      "content-length": "5000",
    });
    response.write(packed.subarray(0, 60), () => response.socket?.destroy());
  });
  await using wire = await openWire(server, { tls });
  assert.equal((await connectionError(wire.request(version))).fault, "reset");
});

Deno.test("an IPv6 address is reached and shown in brackets", async () => {
  for (const [way, tls] of await bothTrusts()) {
    await using wire = await openWire({ port: await closedPort() }, { host: "::1", tls });
    const error = await connectionError(wire.request(version));
    assert.match(error.address, /^\[::1\]:\d+$/, way);
    assert.equal(error.fault, "refused");
  }
});

Deno.test("an abort before the request keeps it from leaving", async () => {
  await using server = await startServer((_, response) => succeed(response, 1));
  await using wire = await openWire(server);
  await assert.rejects(wire.request(version, { signal: AbortSignal.abort("no") }), (error) => error === "no");
  assert.equal(server.connections, 0);
});

Deno.test("what the guard forbids never leaves", async () => {
  const forbidden = new Error("read-only");
  const asked: unknown[] = [];
  await using server = await startServer((_, response) => succeed(response, 1));
  await using wire = await openWire(server, {
    guard: {
      check: (request) => {
        asked.push(request);
        throw forbidden;
      },
      checkCommand: () => {},
    },
  });
  const request = { method: "POST", path: "/nodes/pve/%71emu/100//status/start" } as const;
  await assert.rejects(wire.request({ ...request, path: "/nodes/pve/%71emu/100/status/start" }), forbidden);
  await assert.rejects(wire.request(request), { name: "PathError" });
  assert.deepEqual(asked, [{ method: "POST", path: "/nodes/pve/qemu/100/status/start" }]);
  assert.equal(server.connections, 0);
});
