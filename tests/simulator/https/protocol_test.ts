import assert from "node:assert/strict";
import { connect } from "node:tls";
import { Agent, request } from "node:https";
import { X509Certificate } from "node:crypto";
import { startSimulator } from "../../../src/simulator/simulator.ts";
import { authorization, json, Lab } from "../client.ts";

Deno.test("answers carry the headers of pveproxy", async () => {
  await using lab = await Lab.start();
  const { headers } = await lab.call("GET", "/version");
  assert.equal(headers["server"], "pve-api-daemon/3.0");
  assert.equal(headers["content-type"], "application/json;charset=UTF-8");
  assert.equal(headers["cache-control"], "max-age=0");
  assert.equal(headers["connection"], "Keep-Alive");
});

Deno.test("a failure closes the connection", async () => {
  await using lab = await Lab.start();
  assert.equal((await lab.call("GET", "/nosuch")).headers["connection"], "close");
});

Deno.test("a connection is closed after a hundred requests", async () => {
  await using lab = await Lab.start();
  const seen: (string | undefined)[] = [];
  for (let count = 0; count < 101; count++) {
    seen.push((await lab.call("GET", "/version")).headers["connection"]);
  }
  assert.deepEqual(seen.slice(98), ["Keep-Alive", "close", "Keep-Alive"]);
});

Deno.test("long answers are compressed for clients that say they can read it", async () => {
  await using lab = await Lab.start();
  const path = "/api2/json/cluster/resources";
  const packed = await lab.send("GET", path, { headers: { "Accept-Encoding": "gzip,br" } });
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.equal((await lab.send("GET", path)).headers["content-encoding"], undefined);
  const short = await lab.send("GET", "/api2/json/version", { headers: { "Accept-Encoding": "gzip" } });
  assert.equal(short.headers["content-encoding"], undefined);
});

Deno.test("methods outside the four are not available", async () => {
  await using lab = await Lab.start();
  for (const method of ["PATCH", "OPTIONS"]) {
    const { status, reason, text } = await lab.send(method, "/api2/json/version");
    assert.deepEqual([status, reason, text], [501, `method '${method}' not available`, ""]);
  }
});

Deno.test("a body on a GET or DELETE is refused before anything is done", async () => {
  await using lab = await Lab.start();
  for (const method of ["GET", "DELETE"]) {
    const { status, reason } = await lab.send(method, "/api2/json/version", { body: "{}" });
    assert.deepEqual([status, reason], [501, `Unexpected content for method '${method}'`]);
  }
});

Deno.test("a chunked body is refused", async () => {
  await using lab = await Lab.start();
  const headers = { ...authorization(lab.simulator, "full"), "Transfer-Encoding": "chunked" };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = {
    host: "127.0.0.1",
    port: lab.simulator.port,
    method: "POST",
    path: "/api2/json/pools",
    headers,
  };
  const agent = new Agent({ ca: lab.simulator.caPem });
  const outgoing = request({ ...options, agent }, (incoming) => {
    incoming.resume();
    incoming.on("end", () => resolve(`${incoming.statusCode} ${incoming.statusMessage}`));
  });
  outgoing.on("error", reject);
  outgoing.end("poolid=x");
  assert.equal(await promise, "501 chunked transfer encoding not supported");
  agent.destroy();
});

Deno.test("a body of another type, too large or not an object is refused", async () => {
  await using lab = await Lab.start();
  const path = "/api2/json/access/users/alice@pve";
  const send = (type: string, body: string) =>
    lab.send("PUT", path, { headers: { "Content-Type": type }, body });
  const text = await send("text/plain", "comment=x");
  assert.deepEqual([text.status, text.reason], [506, "upload 'Content-Type 'text/plain' not implemented"]);
  const large = await send("application/x-www-form-urlencoded", `comment=${"x".repeat(600_000)}`);
  assert.deepEqual([large.status, large.reason], [501, "for data too large"]);
  assert.match((await send("application/json", "[1]")).reason, /^Not a HASH reference/);
  assert.match((await send("application/json", "")).reason, /^malformed JSON string/);
});

Deno.test("a form ends its pairs at semicolons too, and a repeated key is a list", async () => {
  await using lab = await Lab.start();
  const body = "delete=tags;delete=description&onboot=1";
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  assert.equal(
    (await lab.send("PUT", "/api2/json/nodes/pve1/lxc/100/config", { headers, body })).status,
    200,
  );
  const config = await lab.data("GET", "/nodes/pve1/lxc/100/config");
  assert.deepEqual([config.tags, config.description, config.onboot], [undefined, undefined, 1]);
});

Deno.test("parameters of the query are taken on a POST as well and win over the body", async () => {
  await using lab = await Lab.start();
  const form = { poolid: "one" };
  assert.equal((await lab.send("POST", "/api2/json/pools?poolid=two", { form })).status, 200);
  assert.deepEqual(Object.keys(lab.simulator.cluster.state.pools).slice(-1), ["two"]);
});

Deno.test("slashes may be doubled, trail, or come encoded", async () => {
  await using lab = await Lab.start();
  for (const path of ["/api2/json/version/", "/api2/json//version", "/api2/json/nodes/pve1%2Fstatus"]) {
    assert.equal((await lab.send("GET", path)).status, 200);
  }
});

Deno.test("the extjs form answers 200 and tells success, status, message and errors in the body", async () => {
  await using lab = await Lab.start();
  const extjs = async (method: string, path: string, form?: Record<string, string>) => {
    const reply = await lab.send(method, `/api2/extjs${path}`, form === undefined ? {} : { form });
    assert.equal(reply.status, 200);
    return json(reply);
  };
  const version = { release: "9.2", version: "9.2.11", repoid: "14a22df35955d97d" };
  assert.deepEqual(await extjs("GET", "/version"), { success: 1, data: version });
  assert.deepEqual(await extjs("GET", "/nodes/pve1/lxc/999/config"), {
    ...{ success: 0, data: null, status: 500 },
    message: "Configuration file 'nodes/pve1/lxc/999.conf' does not exist\n",
  });
  const invalid = await extjs("PUT", "/nodes/pve1/lxc/100/config", { memory: "abc" });
  assert.deepEqual([invalid["status"], invalid["errors"]], ["400", {
    memory: "type check ('integer') failed - got 'abc'",
  }]);
  assert.equal((await extjs("GET", "/nosuch"))["status"], 501);
  assert.equal((await extjs("GET", "/nodes/pve1/tasks?limit=1"))["total"] > 0, true);
});

Deno.test("what fails before the method is found keeps its status in the extjs form", async () => {
  await using lab = await Lab.start();
  const nobody = await lab.send("GET", "/api2/extjs/version", {}, "nobody");
  assert.deepEqual([nobody.status, nobody.text], [401, ""]);
  const body = await lab.send("DELETE", "/api2/extjs/pools", { body: "{}" });
  assert.deepEqual([body.status, body.text], [501, "Unexpected content for method 'DELETE'"]);
});

Deno.test("an unknown body format is named in the refusal", async () => {
  await using lab = await Lab.start();
  const { status, reason } = await lab.send("GET", "/api2/xml/version");
  assert.deepEqual([status, reason], [501, "no formatter for uri /version, xml"]);
});

Deno.test("requests are recorded with who made them, and refused ones too", async () => {
  await using lab = await Lab.start();
  await lab.call("PUT", "/nodes/pve1/qemu/102/config", { description: "x" });
  await lab.call("GET", "/version", undefined, "nobody");
  assert.deepEqual(lab.simulator.requests, [
    {
      ...{ method: "PUT", path: "/nodes/pve1/qemu/102/config", node: "pve1" },
      ...{ params: { description: "x" }, identity: "root@pam!full" },
    },
    { method: "GET", path: "/version", params: {}, identity: undefined, node: "pve1" },
  ]);
});

for (const certificate of ["ca", "self-signed", "expired"] as const) {
  Deno.test(`the ${certificate} certificate is the one whose fingerprint is shown`, async () => {
    await using simulator = await startSimulator({ certificate, authDelay: 0 });
    const { promise, resolve, reject } = Promise.withResolvers<X509Certificate>();
    const socket = connect({ host: "127.0.0.1", port: simulator.port, rejectUnauthorized: false }, () => {
      const leaf = socket.getPeerCertificate();
      socket.destroy();
      resolve(new X509Certificate(leaf.raw));
    });
    socket.on("error", reject);
    const leaf = await promise;
    assert.equal(leaf.fingerprint256, simulator.fingerprint);
    const authority = new X509Certificate(simulator.caPem);
    assert.equal(leaf.verify(authority.publicKey), true);
    assert.equal(authority.fingerprint256 === leaf.fingerprint256, certificate === "self-signed");
    assert.equal(new Date(leaf.validTo).getTime() < Date.now(), certificate === "expired");
  });
}

Deno.test("a second node answers on a port of its own with a certificate of the same authority", async () => {
  await using simulator = await startSimulator({ authDelay: 0 });
  const { url } = await simulator.open("pve2");
  using client = Deno.createHttpClient({ caCerts: [simulator.caPem] });
  const answer = await fetch(`${url}/api2/json/cluster/status`, {
    client,
    headers: authorization(simulator, "full"),
  });
  const { data } = await answer.json();
  assert.deepEqual(
    data.filter((row: { local?: number }) => row.local === 1).map((row: { name: string }) => row.name),
    ["pve2"],
  );
});
