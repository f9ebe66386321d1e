import assert from "node:assert/strict";
import net from "node:net";
import tls from "node:tls";
import { LostAnswerError } from "../../src/wire/errors.ts";
import { listening } from "../harness/listening.ts";
import { sharedCertificate } from "./certificates.ts";
import { bothTrusts, openWire } from "./server.ts";

/** How the far side may end a connection after it has read a change: with TLS's goodbye, without, or with a TCP reset. */
const endings = ["goodbye", "silence", "reset"] as const;

/** An HTTPS server that answers reads and ends the connection on changes; it counts what it has read. */
async function startUnreliable(ending: typeof endings[number]) {
  const { certificate } = await sharedCertificate();
  const seen: string[] = [];
  const outer = new Map<number, net.Socket>();
  const inner = tls.createServer({ cert: certificate.cert, key: certificate.key }, (socket) => {
    socket.on("error", () => {});
    socket.on("data", (data: Uint8Array) => {
      const method = /^(GET|POST|PUT|DELETE) /.exec(new TextDecoder().decode(data))?.[1];
      if (method === undefined) return;
      seen.push(method);
      const body = '{"data":1,"success":1}';
      const head =
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
      if (method === "GET") socket.write(head + body);
      else if (ending === "goodbye") socket.end();
      else if (ending === "silence") socket.destroy();
      else outer.get(socket.remotePort ?? 0)?.resetAndDestroy();
    });
  });
  const innerPort = await listening(inner);
  // A TCP reset needs the plain socket, so one of our own stands before the TLS server.
  const relay = net.createServer((near) => {
    const far = net.connect(innerPort, "127.0.0.1", () => {
      outer.set(far.localPort ?? 0, near);
      near.pipe(far);
      far.pipe(near);
    });
    for (const [one, other] of [[near, far], [far, near]] as const) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
    }
  });
  return {
    port: await listening(relay),
    seen,
    async [Symbol.asyncDispose]() {
      for (const socket of outer.values()) socket.destroy();
      await Promise.all([relay, inner].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

for (const [way, trust] of await bothTrusts()) {
  for (const ending of endings) {
    for (const method of ["POST", "PUT", "DELETE"] as const) {
      Deno.test(`a ${method} is sent once when its connection ends with ${ending} ${way}`, async () => {
        await using server = await startUnreliable(ending);
        await using wire = await openWire(server, { tls: trust, retryAttempts: 3 });
        for (let reads = 0; reads < 3; reads++) await wire.request({ method: "GET", path: "/version" });
        await assert.rejects(
          wire.request({ method, path: "/nodes/pve/qemu/100/config", parameters: { onboot: true } }),
          LostAnswerError,
        );
        assert.deepEqual(server.seen, ["GET", "GET", "GET", method]);
      });
    }
  }
}
