import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { authorization, Lab } from "../client.ts";

const vm = "/nodes/pve1/qemu/101";

/** Opens a websocket on a console; resolves with the first message, or with the status of a refusal. */
async function join(lab: Lab, port: string, ticket: string, path = vm): Promise<string | number> {
  const { simulator } = lab;
  const query = new URLSearchParams({ port, vncticket: ticket });
  const socket = new WebSocket(
    `${simulator.url.replace("https", "wss")}/api2/json${path}/vncwebsocket?${query}`,
    [
      "binary",
    ],
    { headers: authorization(simulator, "full"), ca: simulator.caPem },
  );
  const { promise, resolve, reject } = Promise.withResolvers<string | number>();
  socket.on("message", (data: Uint8Array) => resolve(new TextDecoder().decode(data)));
  socket.on("unexpected-response", (_, { statusCode = 0 }: { statusCode?: number }) => resolve(statusCode));
  socket.on("close", () => reject(new Error("closed without a word")));
  socket.on("error", reject);
  try {
    return await promise;
  } finally {
    socket.on("error", () => {});
    socket.terminate();
  }
}

Deno.test("a console speaks to the one who holds its ticket, once", async () => {
  await using lab = await Lab.start({ speed: 100 });
  const { port, ticket, upid } = await lab.data("POST", `${vm}/vncproxy`, { websocket: 1 });
  assert.equal(await join(lab, port, `${ticket}x`), 401);
  assert.equal(await join(lab, port, ticket, "/nodes/pve1/qemu/102"), 401);
  assert.equal(await join(lab, port, ticket), "RFB 003.008\n");
  assert.equal(await join(lab, port, ticket), 500);
  await lab.simulator.tasks.ended(upid);
  assert.equal(lab.simulator.tasks.find(upid)?.exitstatus, "OK");
});

Deno.test("a console that nobody joins ends with a time-out, two at once have a port each", async () => {
  await using lab = await Lab.start();
  const first = await lab.data("POST", `${vm}/vncproxy`, { websocket: 1 });
  const second = await lab.data("POST", `${vm}/vncproxy`, { websocket: 1 });
  assert.deepEqual([first.port, second.port], ["5900", "5901"]);
  await lab.simulator.tasks.ended(first.upid);
  assert.equal(lab.simulator.tasks.find(first.upid)?.exitstatus, "connection timed out");
});

Deno.test("without a websocket the endpoint answers with the port, as Proxmox does", async () => {
  await using lab = await Lab.start();
  const { port, ticket } = await lab.data("POST", `${vm}/vncproxy`, { websocket: 1 });
  assert.deepEqual(await lab.data("GET", `${vm}/vncwebsocket`, { port, vncticket: ticket }), { port });
});

Deno.test("the password is in the ticket since 9, and before the ticket itself", async () => {
  await using nine = await Lab.start();
  const { ticket, password } = await nine.data("POST", `${vm}/vncproxy`, { websocket: 1 });
  assert.ok(ticket.startsWith(`${password}:PVEVNC:`), ticket);
  await using eight = await Lab.start({ version: "8.4" });
  const older = await eight.data("POST", `${vm}/vncproxy`, { websocket: 1 });
  assert.match(older.ticket, /^PVEVNC:/);
  assert.equal(older.password, undefined);
});

Deno.test("the console of a VM that is off closes without a picture", async () => {
  await using lab = await Lab.start({ speed: 100 });
  const off = "/nodes/pve1/qemu/102";
  const { port, ticket, upid } = await lab.data("POST", `${off}/vncproxy`, { websocket: 1 });
  await assert.rejects(join(lab, port, ticket, off), /closed without a word/);
  await lab.simulator.tasks.ended(upid);
  assert.equal(lab.simulator.tasks.find(upid)?.exitstatus, "VM 102 not running");
});
