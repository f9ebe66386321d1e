import assert from "node:assert/strict";
import type { ApiAuth } from "../../src/config/settings.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { AuthenticationError, NodeUnreachableError, PermissionError } from "../../src/wire/errors.ts";
import type { PasswordLogin, TokenLogin } from "../../src/simulator/seed/logins.ts";
import { openWire } from "./server.ts";

// The simulated cluster knows nothing of the client, so what both agree on is Proxmox's own way.

const nodes = { method: "GET", path: "/nodes" } as const;

function loginOf(login: PasswordLogin | TokenLogin): ApiAuth {
  return "tokenId" in login
    ? { kind: "token", id: login.tokenId, secret: login.secret }
    : { kind: "password", user: login.user, password: login.password };
}

function wireTo(simulator: Simulator, login: PasswordLogin | TokenLogin) {
  return openWire(simulator, {
    host: simulator.hostname,
    auth: loginOf(login),
    tls: { kind: "ca", file: "/ca.pem", pem: simulator.caPem },
  });
}

Deno.test("a token and a password both reach the simulated cluster, with its authority and with its fingerprint", async () => {
  await using simulator = await startSimulator({ authDelay: 0, speed: Infinity });
  const vm = simulator.cluster.guests().find(({ type }) => type === "qemu");
  const start = `/nodes/${vm?.node}/qemu/${vm?.vmid}/status/start`;
  const pin = { kind: "fingerprint", sha256: simulator.fingerprint } as const;
  for (const login of [simulator.logins.full, simulator.logins.root]) {
    for (const tls of [pin, { kind: "ca", file: "/ca.pem", pem: simulator.caPem } as const]) {
      await using wire = await openWire(simulator, { auth: loginOf(login), tls });
      const { data } = await wire.request(nodes);
      assert.ok(Array.isArray(data) && data.length === 3);
      const started = await wire.request({ method: "POST", path: start });
      assert.match(String(started.data), /^UPID:/);
    }
  }
});

Deno.test("an expired token is an authentication error, a second factor as well", async () => {
  await using simulator = await startSimulator({ authDelay: 0, speed: Infinity });
  for (
    const [login, said] of [[simulator.logins.expired, /may be deleted or expired/], [
      simulator.logins.tfa,
      /API token/,
    ]] as const
  ) {
    await using wire = await wireTo(simulator, login);
    await assert.rejects(wire.request(nodes), (error) => {
      assert.ok(error instanceof AuthenticationError);
      assert.match(error.remedy, said);
      return true;
    });
  }
});

Deno.test("a token without rights is told which privilege it lacks and how to grant it", async () => {
  await using simulator = await startSimulator({ authDelay: 0, speed: Infinity });
  await using wire = await wireTo(simulator, simulator.logins.powerless);
  await assert.rejects(wire.request({ method: "GET", path: "/nodes/pve1/status" }), (error) => {
    assert.ok(error instanceof PermissionError, String(error));
    assert.match(error.remedy, /pveum acl modify \/nodes\/pve1 --tokens 'mcp@pve!bare' --roles PVEAuditor/);
    return true;
  });
});

Deno.test("a node that is gone makes its requests fail by name, and the others go on", async () => {
  await using simulator = await startSimulator({ authDelay: 0, speed: Infinity });
  await using wire = await wireTo(simulator, simulator.logins.full);
  const { data } = await wire.request(nodes);
  assert.ok(Array.isArray(data));
  const name = String(data.at(-1)?.node);
  simulator.faults.breakNode(name, "gone", { since: 120 });
  await assert.rejects(wire.request({ method: "GET", path: `/nodes/${name}/status` }), (error) => {
    assert.ok(error instanceof NodeUnreachableError);
    assert.match(error.message, new RegExp(`the node ${name} \\(595`));
    return true;
  });
  await wire.request(nodes);
});
