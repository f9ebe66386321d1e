import assert from "node:assert/strict";
import { startSimulator } from "../../src/simulator/simulator.ts";
import {
  AuthenticationError,
  CertificateError,
  ConnectionError,
  ForeignAnswerError,
} from "../../src/wire/errors.ts";
import { bare, openWire, startServer } from "./server.ts";

const console = { method: "GET", path: "/nodes/pve1/qemu/101/vncwebsocket" } as const;

async function firstBytes(received: AsyncIterable<Uint8Array>): Promise<string> {
  for await (const chunk of received) return new TextDecoder().decode(chunk);
  return "";
}

Deno.test("a websocket opens with a token and with a password, and ends with its signal", async () => {
  await using simulator = await startSimulator({ authDelay: 0, speed: 1000 });
  const { full, root } = simulator.logins;
  const logins = [
    { kind: "token", id: full.tokenId, secret: full.secret },
    { kind: "password", user: root.user, password: root.password },
  ] as const;
  for (const auth of logins) {
    await using wire = await openWire(simulator, {
      auth,
      tls: { kind: "fingerprint", sha256: simulator.fingerprint },
    });
    const opened = await wire.request({
      method: "POST",
      path: "/nodes/pve1/qemu/101/vncproxy",
      parameters: { websocket: true },
    });
    const { port, ticket } = opened.data as { port: string; ticket: string };
    const end = new AbortController();
    const stream = await wire.openStream({ ...console, parameters: { port, vncticket: ticket } }, {
      signal: end.signal,
    });
    assert.equal(await firstBytes(stream.received), "RFB 003.008\n");
    end.abort(new Error("enough"));
    stream.close();
  }
});

Deno.test("a certificate that is not the pinned one gets no request, and so no credentials", async () => {
  await using server = await startServer((_, response) => bare(response, 200));
  await using wire = await openWire(server, { tls: { kind: "fingerprint", sha256: "AA:BB" } });
  await assert.rejects(
    wire.openStream({ ...console, parameters: { port: 5900, vncticket: "t" } }),
    CertificateError,
  );
  await using untrusting = await openWire(server, { tls: { kind: "system" } });
  await assert.rejects(
    untrusting.openStream({ ...console, parameters: { port: 5900, vncticket: "t" } }),
    CertificateError,
  );
  assert.deepEqual(server.requests, []);
});

Deno.test("an answer in place of a websocket is told as what it is", async () => {
  await using server = await startServer((request, response) => {
    if (request.url.includes("port=5901")) bare(response, 401, "permission denied - invalid PVEVNC ticket");
    else if (request.url.includes("port=5902")) bare(response, 200, "OK", "<html>Sign in</html>");
    else response.writeHead(200, { "content-type": "application/json" }).end('{"data":{"port":"5900"}}');
  });
  await using wire = await openWire(server);
  const ask = (port: number) => wire.openStream({ ...console, parameters: { port, vncticket: "t" } });
  await assert.rejects(
    ask(5900),
    (error) => error instanceof ForeignAnswerError && /without opening a websocket/.test(error.message),
  );
  await assert.rejects(
    ask(5901),
    (error) => error instanceof AuthenticationError && /invalid PVEVNC ticket/.test(error.message),
  );
  await assert.rejects(ask(5902), ForeignAnswerError);
  assert.deepEqual(
    server.requests.map(({ url }) => url),
    [5900, 5901, 5902].map((port) => `/api2/json${console.path}?port=${port}&vncticket=t`),
  );
  assert.match(String(server.requests[0]?.headers.authorization), /^PVEAPIToken=mcp@pve!full=/);
});

Deno.test("nobody there, and silence, are connection errors within the deadline", async () => {
  await using server = await startServer(() => {});
  await using wire = await openWire(server, { timeout: 200 });
  const request = { ...console, parameters: { port: 5900, vncticket: "t" } };
  await assert.rejects(
    wire.openStream(request),
    (error) => error instanceof ConnectionError && error.fault === "silent",
  );
  await using nowhere = await openWire({ port: 1 });
  await assert.rejects(
    nowhere.openStream(request),
    (error) => error instanceof ConnectionError && error.fault === "refused",
  );
  await using closed = await openWire(server);
  await closed.close();
  await assert.rejects(closed.openStream(request), ConnectionError);
});
