import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { Clock } from "../../src/rest/clock.ts";
import { AuthenticationError } from "../../src/wire/errors.ts";
import { explain } from "../../src/text/explained.ts";
import {
  bare,
  bothTrusts,
  fail,
  openWire,
  passwordAuth,
  type SeenRequest,
  startServer,
  succeed,
  tokenAuth,
} from "./server.ts";

const minute = 60_000;
const read = { method: "GET", path: "/version" } as const;
const change = { method: "POST", path: "/nodes/pve/qemu/100/status/start" } as const;

/** A Proxmox that gives out tickets `T1`, `T2` ... and takes only the latest of them. */
function ticketHandler(
  options: { readonly refuses?: (ticket: string, request: SeenRequest) => boolean } = {},
) {
  let given = 0;
  return (request: SeenRequest, response: ServerResponse) => {
    if (request.url === "/api2/extjs/access/ticket") {
      given += 1;
      succeed(response, {
        username: "mcp@pve",
        ticket: `PVE:mcp@pve:T${given}=`,
        CSRFPreventionToken: `C${given}`,
      });
      return;
    }
    const ticket = decodeURIComponent(request.headers.cookie ?? "").replace("PVEAuthCookie=PVE:mcp@pve:", "");
    if (options.refuses?.(ticket, request) === true) bare(response, 401, "Authentication failed!");
    else succeed(response, ticket);
  };
}

function turnedClock(): Clock & { time: number } {
  return {
    time: 0,
    now() {
      return this.time;
    },
    after: () => () => {},
  };
}

function logins(requests: readonly SeenRequest[]): readonly string[] {
  return requests.filter(({ url }) => url.endsWith("/access/ticket")).map(({ body }) => body);
}

Deno.test("a password is exchanged for a ticket once, however many requests wait for it", async () => {
  await using server = await startServer(ticketHandler());
  await using wire = await openWire(server, { auth: passwordAuth });
  const answers = await Promise.all(Array.from({ length: 8 }, () => wire.request(read)));
  assert.deepEqual(answers.map(({ data }) => data), Array(8).fill("T1="));
  assert.deepEqual(logins(server.requests), ["username=mcp%40pve&password=correct%20horse"]);
});

Deno.test("the ticket travels as an encoded cookie, with the CSRF token on changes alone", async () => {
  await using server = await startServer(ticketHandler());
  await using wire = await openWire(server, { auth: passwordAuth });
  await wire.request(read);
  await wire.request(change);
  const [login, first, second] = server.requests;
  assert.equal(login?.headers.cookie, undefined);
  assert.equal(first?.headers.cookie, "PVEAuthCookie=PVE%3Amcp%40pve%3AT1%3D");
  assert.equal(first?.headers["csrfpreventiontoken"], undefined);
  assert.equal(second?.headers["csrfpreventiontoken"], "C1");
  assert.equal(second?.headers.authorization, undefined);
});

Deno.test("a ticket is renewed with itself well before it ends", async () => {
  const clock = turnedClock();
  await using server = await startServer(ticketHandler());
  await using wire = await openWire(server, { auth: passwordAuth }, clock);
  await wire.request(read);
  clock.time = 59 * minute;
  assert.equal((await wire.request(read)).data, "T1=");
  clock.time = 61 * minute;
  assert.equal((await wire.request(read)).data, "T2=");
  assert.deepEqual(logins(server.requests).slice(1), ["username=mcp%40pve&password=PVE%3Amcp%40pve%3AT1%3D"]);
});

Deno.test("a ticket that has ended is replaced with the password", async () => {
  const clock = turnedClock();
  await using server = await startServer(ticketHandler());
  await using wire = await openWire(server, { auth: passwordAuth }, clock);
  await wire.request(read);
  clock.time = 121 * minute;
  assert.equal((await wire.request(read)).data, "T2=");
  assert.deepEqual(logins(server.requests).slice(1), ["username=mcp%40pve&password=correct%20horse"]);
});

Deno.test("a ticket whose renewal is refused is replaced with the password", async () => {
  const clock = turnedClock();
  const tickets = ticketHandler();
  await using server = await startServer((request, response) => {
    if (request.body.includes("password=PVE")) fail(response, "401", "authentication failure\n");
    else tickets(request, response);
  });
  await using wire = await openWire(server, { auth: passwordAuth }, clock);
  await wire.request(read);
  clock.time = 61 * minute;
  assert.equal((await wire.request(read)).data, "T2=");
  assert.equal(logins(server.requests).length, 3);
});

Deno.test("a read that meets 401 logs in once more and is sent again", async () => {
  await using server = await startServer(ticketHandler({ refuses: (ticket) => ticket === "T1=" }));
  await using wire = await openWire(server, { auth: passwordAuth });
  const answers = await Promise.all([wire.request(read), wire.request(read)]);
  assert.deepEqual(answers.map(({ data }) => data), ["T2=", "T2="]);
  assert.equal(logins(server.requests).length, 2);
});

Deno.test("a read that meets 401 again is not sent a third time", async () => {
  await using server = await startServer(ticketHandler({ refuses: () => true }));
  await using wire = await openWire(server, { auth: passwordAuth, retryAttempts: 3 });
  await assert.rejects(wire.request(read), AuthenticationError);
  assert.equal(server.requests.length, 4, "two logins, two reads");
});

Deno.test("a change that meets 401 is not sent again, and the next request logs in anew", async () => {
  await using server = await startServer(
    ticketHandler({ refuses: (ticket, { method }) => ticket === "T1=" && method === "POST" }),
  );
  await using wire = await openWire(server, { auth: passwordAuth });
  await assert.rejects(wire.request(change), AuthenticationError);
  assert.equal(server.requests.filter(({ url }) => url.endsWith("/status/start")).length, 1);
  assert.equal((await wire.request(change)).data, "T2=");
});

Deno.test("a wrong password is explained without showing it", async () => {
  await using server = await startServer((_, response) => fail(response, "401", "authentication failure\n"));
  await using wire = await openWire(server, { auth: passwordAuth });
  const error = await wire.request(change).then(() => undefined, (reason: unknown) => reason);
  assert.ok(error instanceof AuthenticationError);
  assert.equal(error.message, "Proxmox does not accept the login of mcp@pve (401 authentication failure).");
  assert.match(error.remedy, /password may be wrong.*pveum user list/);
  assert.doesNotMatch(explain(error), /correct horse/);
});

Deno.test("two-factor login is refused with the advice to use a token", async () => {
  await using server = await startServer((_, response) =>
    succeed(response, { NeedTFA: 1, ticket: "PVE:!tfa!x", username: "mcp@pve", CSRFPreventionToken: "C" })
  );
  await using wire = await openWire(server, { auth: passwordAuth });
  await assert.rejects(wire.request(read), {
    name: "AuthenticationError",
    message: "The user mcp@pve has two-factor login, which a program cannot answer.",
    remedy: /PROXMOX_API_TOKEN_ID and PROXMOX_API_TOKEN_SECRET/,
  });
});

Deno.test("a login that cannot connect is a connection error even for a change", async () => {
  const port = await startServer(() => {}).then(async (server) => {
    await server[Symbol.asyncDispose]();
    return server.port;
  });
  await using wire = await openWire({ port }, { auth: passwordAuth });
  await assert.rejects(wire.request(change), { name: "ConnectionError", fault: "refused" });
});

Deno.test("a login that gets no answer leaves a change unsent", async () => {
  await using server = await startServer(() => {});
  await using wire = await openWire(server, { auth: passwordAuth, timeout: 150 });
  await assert.rejects(wire.request(change), { name: "ConnectionError", fault: "silent" });
});

Deno.test("who gives up waiting for a login does not end it for the others", async () => {
  const caller = new AbortController();
  const arrived = Promise.withResolvers<() => void>();
  const tickets = ticketHandler();
  await using server = await startServer((request, response) => {
    if (request.url.endsWith("/access/ticket")) arrived.resolve(() => tickets(request, response));
    else tickets(request, response);
  });
  await using wire = await openWire(server, { auth: passwordAuth });
  const first = wire.request(read, { signal: caller.signal });
  const second = wire.request(read);
  const answer = await arrived.promise;
  caller.abort("left");
  await assert.rejects(first, (reason) => reason === "left");
  answer();
  assert.equal((await second).data, "T1=");
});

Deno.test("a token that Proxmox does not know is refused once, and not tried again", async () => {
  await using server = await startServer((_, response) => bare(response, 401, "Authentication failed!"));
  await using wire = await openWire(server, { auth: tokenAuth, retryAttempts: 3 });
  await assert.rejects(wire.request(read), {
    name: "AuthenticationError",
    message: "Proxmox does not accept the API token mcp@pve!full (401).",
    remedy: /`pveum user token list 'mcp@pve'`/,
  });
  assert.equal(server.requests.length, 1);
});

Deno.test("a token with a line break in it is refused without being sent or shown", async () => {
  await using server = await startServer((_, response) => succeed(response, 1));
  for (const [way, tls] of await bothTrusts()) {
    await using wire = await openWire(server, { tls, auth: { ...tokenAuth, secret: "first half\nsecond" } });
    const error = await wire.request(read).then(() => undefined, (reason: unknown) => reason);
    assert.ok(error instanceof AuthenticationError, way);
    assert.doesNotMatch(explain(error), /half|second/);
  }
  assert.equal(server.requests.length, 0);
});
