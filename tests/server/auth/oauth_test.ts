import assert from "node:assert/strict";
import { SignJWT } from "jose";
import { startCluster, type TestCluster } from "../../harness/cluster.ts";
import { bearer, drained, type HttpServed, listRequest, serveHttp } from "../http/served.ts";
import { startIssuer, type TestIssuer } from "./issuer.ts";

const audience = "https://mcp.example/mcp";

async function serveFor(cluster: TestCluster, issuer: TestIssuer): Promise<HttpServed> {
  return await serveHttp(cluster, {
    MCP_OAUTH_ISSUER: issuer.url,
    MCP_OAUTH_AUDIENCE: audience,
    MCP_OAUTH_JWKS_URL: issuer.jwksUrl,
    PROXMOX_CONFIRM: "token",
  }, { keyCooldown: 0 });
}

async function ask(served: HttpServed, token: string | undefined): Promise<Response> {
  return await served.post(listRequest, bearer(token));
}

Deno.test("a token of the issuer opens what its scope allows, and no more is listed", async () => {
  await using cluster = await startCluster();
  await using issuer = await startIssuer();
  await using served = await serveFor(cluster, issuer);
  await using reader = await served.modern(await issuer.issue(audience, "openid proxmox:read"));
  await using operator = await served.modern(await issuer.issue(audience, "proxmox:write"));
  const read = (await reader.listTools()).map(({ name }) => name);
  const write = (await operator.listTools()).map(({ name }) => name);
  assert.ok(read.includes("proxmox_vm_status") && !read.includes("proxmox_vm_start"));
  assert.ok(write.includes("proxmox_vm_start") && !write.includes("proxmox_snapshot_delete"));
  const refused = await reader.call("proxmox_vm_start", { vmid: 101 });
  assert.ok(refused.isError);
  assert.match(refused.text, /beyond what oauth:carol may do \(access class read, not write\)/);
  assert.equal(cluster.countRequests("POST", /./), 0);
});

Deno.test("without a token the answer says where tokens come from, as RFC 9728 has it", async () => {
  await using cluster = await startCluster();
  await using issuer = await startIssuer();
  await using served = await serveFor(cluster, issuer);
  const answer = await ask(served, undefined);
  assert.equal(answer.status, 401);
  await answer.body?.cancel();
  const challenge = answer.headers.get("www-authenticate") ?? "";
  assert.match(challenge, /^Bearer error="invalid_token", .*scope="proxmox:read"/);
  const place = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
  assert.equal(place, `${served.url}/.well-known/oauth-protected-resource/mcp`);
  assert.deepEqual(await (await fetch(place)).json(), {
    resource: `${served.url}/mcp`,
    authorization_servers: [issuer.url],
    scopes_supported: ["proxmox:read", "proxmox:write", "proxmox:destroy", "proxmox:exec", "proxmox:host"],
    bearer_methods_supported: ["header"],
    resource_name: "Proxmox VE (proxmox-mcp)",
  });
});

/** Tokens that must not open anything, by what is wrong with them. */
const wrongTokens: Readonly<Record<string, (issuer: TestIssuer) => Promise<string>>> = {
  "no token at all": () => Promise.resolve("not-a-token"),
  "another audience": (issuer) => issuer.issue("https://other.example", "proxmox:read"),
  "no audience": (issuer) => issuer.issue(audience, "proxmox:read", { aud: undefined }),
  "another issuer": (issuer) => issuer.issue(audience, "proxmox:read", { iss: "https://evil.example" }),
  "an issuer that only begins alike": (issuer) =>
    issuer.issue(audience, "proxmox:read", { iss: `${issuer.url}/evil` }),
  "an end that has passed": (issuer) => issuer.issue(audience, "proxmox:read", { exp: 1_700_000_000 }),
  "no end": (issuer) => issuer.issue(audience, "proxmox:read", { exp: undefined }),
  "a beginning in the future": (issuer) => issuer.issue(audience, "proxmox:read", { nbf: 4_000_000_000 }),
  "nobody it speaks of": (issuer) => issuer.issue(audience, "proxmox:read", { sub: undefined }),
  "alg none": (issuer) => {
    const part = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
    const body = { iss: issuer.url, aud: audience, sub: "carol", exp: 4_000_000_000, scope: "proxmox:host" };
    return Promise.resolve(`${part({ alg: "none" })}.${part(body)}.`);
  },
  "a shared secret": (issuer) =>
    new SignJWT({ iss: issuer.url, aud: audience, sub: "carol", exp: 4_000_000_000, scope: "proxmox:host" })
      .setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(issuer.jwksUrl.padEnd(32))),
  "an altered scope": async (issuer) => {
    const [head = "", body = "", signature = ""] = (await issuer.issue(audience, "proxmox:read")).split(".");
    const claims: unknown = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")));
    const altered = btoa(JSON.stringify({ ...Object(claims), scope: "proxmox:host" })).replaceAll("=", "");
    return `${head}.${altered}.${signature}`;
  },
};

Deno.test("tokens that are forged, old or for somebody else open nothing", async (t) => {
  await using cluster = await startCluster();
  await using issuer = await startIssuer();
  await using served = await serveFor(cluster, issuer);
  for (const [fault, make] of Object.entries(wrongTokens)) {
    await t.step(fault, async () => {
      const answer = await ask(served, await make(issuer));
      assert.equal(answer.status, 401, await answer.text());
      assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer error="invalid_token"/);
    });
  }
});

Deno.test("a token without a scope of this server is told which scopes there are", async () => {
  await using cluster = await startCluster();
  await using issuer = await startIssuer();
  await using served = await serveFor(cluster, issuer);
  const answer = await ask(served, await issuer.issue(audience, "openid email proxmox:rea"));
  assert.equal(answer.status, 403);
  await answer.body?.cancel();
  assert.match(
    answer.headers.get("www-authenticate") ?? "",
    /^Bearer error="insufficient_scope", .*scope="proxmox:read", resource_metadata="/,
  );
});

Deno.test("after a change of keys new tokens work, and those of the withdrawn key do not", async () => {
  await using cluster = await startCluster();
  await using issuer = await startIssuer();
  await using served = await serveFor(cluster, issuer);
  const before = await issuer.issue(audience, "proxmox:read");
  assert.equal((await drained(ask(served, before))).status, 200);
  assert.equal((await drained(ask(served, before))).status, 200);
  assert.equal(issuer.fetched, 1);
  await issuer.rotate();
  assert.equal((await drained(ask(served, await issuer.issue(audience, "proxmox:read")))).status, 200);
  assert.equal((await drained(ask(served, before))).status, 401);
});

Deno.test("while the keys cannot be had nobody gets in, and the client is told to come back", async () => {
  await using cluster = await startCluster();
  await using issuer = await startIssuer();
  await using served = await serveFor(cluster, issuer);
  issuer.isDown = true;
  const answer = await drained(ask(served, await issuer.issue(audience, "proxmox:read")));
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "10");
});

Deno.test("scopes are read from scp too, as Microsoft and Okta write it", async () => {
  await using cluster = await startCluster();
  await using issuer = await startIssuer();
  await using served = await serveFor(cluster, issuer);
  for (const scp of ["proxmox:read", ["email", "proxmox:read"]]) {
    const token = await issuer.issue(audience, "", { scope: undefined, scp });
    assert.equal((await drained(ask(served, token))).status, 200);
  }
});
