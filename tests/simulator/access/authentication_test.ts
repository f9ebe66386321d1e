import assert from "node:assert/strict";
import { json, Lab } from "../client.ts";

Deno.test("a request without credentials is refused before its path is looked at", async () => {
  await using lab = await Lab.start();
  for (const path of ["/version", "/nosuch"]) {
    const { status, reason, text } = await lab.call("GET", path, undefined, "nobody");
    assert.deepEqual([status, reason, text], [401, "No ticket", ""]);
  }
});

Deno.test("a bearer token is no credential at all", async () => {
  await using lab = await Lab.start();
  const reply = await lab.send(
    "GET",
    "/api2/json/version",
    { headers: { Authorization: "Bearer abc" } },
    "nobody",
  );
  assert.deepEqual([reply.status, reply.reason], [401, "No ticket"]);
});

Deno.test("wrong, unknown and expired tokens get the same words", async () => {
  await using lab = await Lab.start();
  const { tokenId, secret } = lab.simulator.logins.full;
  const wrong = [`${tokenId}=00000000-0000-4000-8000-000000000000`, `root@pam!nosuch=${secret}`, "rubbish"];
  for (const token of wrong) {
    const headers = { Authorization: `PVEAPIToken=${token}` };
    const { status, reason, text } = await lab.send("GET", "/api2/json/version", { headers }, "nobody");
    assert.deepEqual([status, reason, text], [401, "Authentication failed!", ""]);
  }
  const { status, reason } = await lab.call("GET", "/version", undefined, "expired");
  assert.deepEqual([status, reason], [401, "Authentication failed!"]);
});

Deno.test("a disabled user cannot log in", async () => {
  await using lab = await Lab.start();
  const user = lab.simulator.cluster.state.users["operator@pve"];
  assert(user !== undefined);
  user.enable = false;
  assert.equal((await lab.call("GET", "/version", undefined, "operator")).status, 401);
});

Deno.test("a ticket reads with its cookie and writes with its CSRF token only", async () => {
  await using lab = await Lab.start();
  const { user, password } = lab.simulator.logins.root;
  const login = await lab.call("POST", "/access/ticket", { username: user, password }, "nobody");
  const { ticket, CSRFPreventionToken, cap, clustername } = json(login)["data"];
  assert.match(ticket, /^PVE:root@pam:[0-9A-F]{8}::/);
  assert.equal(clustername, "meadow");
  assert.equal(cap.vms["VM.PowerMgmt"], 1);
  const cookie = { Cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}` };
  const read = await lab.send("GET", "/api2/json/version", { headers: cookie }, "nobody");
  assert.equal(read.status, 200);
  const path = "/api2/json/nodes/pve1/qemu/102/config";
  const form = { description: "changed" };
  const unsafe = await lab.send("PUT", path, { headers: cookie, form }, "nobody");
  assert.deepEqual([unsafe.status, unsafe.reason], [401, "Permission denied - invalid csrf token"]);
  const safe = await lab.send("PUT", path, { headers: { ...cookie, CSRFPreventionToken }, form }, "nobody");
  assert.equal(safe.status, 200);
});

Deno.test("a valid ticket serves as the password that renews it", async () => {
  await using lab = await Lab.start();
  const { user: username, password } = lab.simulator.logins.root;
  const { ticket } = await lab.data("POST", "/access/ticket", { username, password }, "nobody");
  const renewed = await lab.data("POST", "/access/ticket", { username, password: ticket }, "nobody");
  assert.match(renewed.ticket, /^PVE:root@pam:/);
});

Deno.test("a wrong password, user or realm is an authentication failure with a JSON body", async () => {
  await using lab = await Lab.start();
  for (const username of ["root@pam", "nobody@pve", "root@nix", "root"]) {
    const reply = await lab.call("POST", "/access/ticket", { username, password: "wrong" }, "nobody");
    assert.deepEqual([reply.status, reply.reason], [401, "authentication failure"]);
    assert.deepEqual(json(reply), { data: null, message: "authentication failure\n" });
  }
});

Deno.test("a user with a second factor gets half a ticket, and the whole one for the code", async () => {
  await using lab = await Lab.start();
  const { user: username, password } = lab.simulator.logins.tfa;
  const half = await lab.data("POST", "/access/ticket", { username, password }, "nobody");
  assert.equal(half.NeedTFA, 1);
  assert.match(half.ticket, /^PVE:!tfa!/);
  const answer = { username, "tfa-challenge": half.ticket };
  const refused = await lab.call("POST", "/access/ticket", { ...answer, password: "totp:000000" }, "nobody");
  assert.equal(refused.status, 401);
  const whole = await lab.data("POST", "/access/ticket", { ...answer, password: "totp:123456" }, "nobody");
  assert.match(whole.ticket, /^PVE:alice@pve:/);
  const headers = { Cookie: `PVEAuthCookie=${encodeURIComponent(half.ticket)}` };
  assert.equal((await lab.send("GET", "/api2/json/version", { headers }, "nobody")).status, 401);
});

Deno.test("a token may not change a password", async () => {
  await using lab = await Lab.start();
  const reply = await lab.call("PUT", "/access/password", { userid: "alice@pve", password: "longenough" });
  assert.equal(reply.status, 403);
  assert.match(
    json(reply)["message"],
    /\(URI '\/access\/password' not available with API token, need proper ticket\.\n\)/,
  );
});
