import assert from "node:assert/strict";
import { bothTrusts, openWire, startServer, succeed } from "./server.ts";
import type { WireRequest } from "../../src/wire/wire.ts";

for (const [way, tls] of await bothTrusts()) {
  const seen = async (request: WireRequest) => {
    await using server = await startServer((_, response) => succeed(response, null));
    await using wire = await openWire(server, { tls });
    await wire.request(request);
    const [first] = server.requests;
    assert.ok(first !== undefined);
    return first;
  };

  Deno.test(`a change carries its parameters as a form ${way}`, async () => {
    const request = await seen({
      method: "POST",
      path: "/nodes/pve/qemu/100/agent/exec",
      parameters: {
        command: ["echo", "a b"],
        onboot: true,
        off: false,
        count: 512,
        none: null,
        unset: undefined,
        no: [],
      },
    });
    assert.equal(request.method, "POST");
    assert.equal(request.url, "/api2/extjs/nodes/pve/qemu/100/agent/exec");
    assert.equal(request.body, "command=echo&command=a%20b&onboot=1&off=0&count=512");
    assert.equal(request.headers["content-type"], "application/x-www-form-urlencoded");
    assert.equal(request.headers["content-length"], String(request.body.length));
    assert.equal(request.headers["transfer-encoding"], undefined);
  });

  Deno.test(`characters that split Proxmox's forms are escaped ${way}`, async () => {
    const request = await seen({
      method: "PUT",
      path: "/nodes/pve/lxc/100/config",
      parameters: { description: "a;b=c&d+e é\n%", "net0": "name=eth0,bridge=vmbr0" },
    });
    assert.equal(
      request.body,
      "description=a%3Bb%3Dc%26d%2Be%20%C3%A9%0A%25&net0=name%3Deth0%2Cbridge%3Dvmbr0",
    );
  });

  Deno.test(`a read carries its parameters in the query string and no body ${way}`, async () => {
    const request = await seen({
      method: "GET",
      path: "/cluster/resources",
      parameters: { type: "vm", flags: ["a", "b"] },
    });
    assert.equal(request.url, "/api2/extjs/cluster/resources?type=vm&flags=a&flags=b");
    assert.equal(request.body, "");
    assert.equal(request.headers["content-length"], undefined);
    assert.equal(request.headers["content-type"], undefined);
  });

  Deno.test(`a deletion carries its parameters in the query string and no body ${way}`, async () => {
    const request = await seen({
      method: "DELETE",
      path: "/nodes/pve/qemu/100",
      parameters: { purge: true },
    });
    assert.equal(request.url, "/api2/extjs/nodes/pve/qemu/100?purge=1");
    assert.equal(request.body, "");
    assert.equal(request.headers["content-type"], undefined);
  });

  Deno.test(`a change without parameters has no content type ${way}`, async () => {
    const request = await seen({ method: "POST", path: "/nodes/pve/qemu/100/status/start" });
    assert.equal(request.headers["content-type"], undefined);
    assert.equal(request.headers["content-length"], "0");
  });

  Deno.test(`an API token travels in its header and brings no CSRF token ${way}`, async () => {
    const request = await seen({ method: "POST", path: "/nodes/pve/qemu/100/status/start" });
    assert.equal(
      request.headers.authorization,
      "PVEAPIToken=mcp@pve!full=01234567-89ab-cdef-0123-456789abcdef",
    );
    assert.equal(request.headers["csrfpreventiontoken"], undefined);
    assert.equal(request.headers.cookie, undefined);
  });

  Deno.test(`ids with colons and slashes arrive as Proxmox reads them ${way}`, async () => {
    const upid = await seen({
      method: "GET",
      path: "/nodes/pve/tasks/UPID:pve:000013BC:00041275:6B00F654:qmclone:200:root@pam!full:/status",
    });
    assert.equal(
      decodeURIComponent(upid.url),
      "/api2/extjs/nodes/pve/tasks/UPID:pve:000013BC:00041275:6B00F654:qmclone:200:root@pam!full:/status",
    );
    const volume = await seen({
      method: "DELETE",
      path: "/nodes/pve/storage/local/content/local%3Aiso%2Fa.iso",
    });
    assert.equal(volume.url, "/api2/extjs/nodes/pve/storage/local/content/local%3Aiso/a.iso");
  });
}

Deno.test("an answer packed with gzip is unpacked over node:https as well as over fetch", async () => {
  const data = Array.from({ length: 500 }, (_, index) => ({ vmid: 100 + index }));
  const packed = new Uint8Array(
    await new Response(
      new Blob([JSON.stringify({ data, success: 1 })]).stream().pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer(),
  );
  for (const [way, tls] of await bothTrusts()) {
    await using server = await startServer((_, response) => {
      response.writeHead(200, {
        "content-type": "application/json;charset=UTF-8",
        "content-encoding": "gzip",
      });
      response.end(packed);
    });
    await using wire = await openWire(server, { tls });
    assert.deepEqual((await wire.request({ method: "GET", path: "/cluster/resources" })).data, data, way);
    assert.match(String(server.requests[0]?.headers["accept-encoding"]), /gzip/);
  }
});
