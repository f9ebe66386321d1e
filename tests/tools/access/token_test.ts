import assert from "node:assert/strict";
import { join } from "node:path";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { type Lab, startLab } from "../../harness/lab.ts";

/** The one file of a secret that a call has left. */
async function secretFile(lab: Lab): Promise<{ readonly path: string; readonly secret: string }> {
  const folder = join(lab.cluster.directory, "tokens");
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  const path = join(folder, names.at(-1) ?? "");
  return { path, secret: (await Deno.readTextFile(path)).trim() };
}

function tokenOf(lab: Lab, user: string, name: string) {
  return lab.simulator.cluster.state.users[user]?.tokens[name];
}

Deno.test("a new token's secret is in a file for the server's user alone, and nowhere else", async () => {
  await using lab = await startLab();
  const args = { token: "mcp@pve!backup", comment: "nightly", expires: "90d" };
  const { text } = await previewOf(lab, "proxmox_token_set", args);
  assert.match(text, /The token mcp@pve!backup is made\.\n- then: comment: nightly\n/);
  assert.match(text, /- with privilege separation it may do nothing until it gets grants of its own\n/);
  assert.match(text, /- grants of mcp@pve itself: PVEAdmin on \/ for user mcp@pve/);
  const answer = await confirmed(lab, "proxmox_token_set", args);
  const { path, secret } = await secretFile(lab);
  assert.equal(secret, tokenOf(lab, "mcp@pve", "backup")?.secret);
  assert.ok(answer.includes(`Its secret is in ${path} on the machine of this server`), answer);
  assert.match(answer, /\nproxmox_acl_set token= grants it a role/);
  const audit = await Deno.readTextFile(join(lab.cluster.directory, "audit.jsonl"));
  assert.ok(!answer.includes(secret) && !audit.includes(secret));
  const { mode } = await Deno.stat(path);
  assert.equal((mode ?? 0) & 0o777, 0o600);
});

Deno.test("a token is changed without touching its secret", async () => {
  await using lab = await startLab();
  const before = tokenOf(lab, "auditor@pve", "read")?.secret;
  assert.equal(
    await confirmed(lab, "proxmox_token_set", {
      token: "auditor@pve!read",
      privsep: true,
      comment: "graphs",
    }),
    "The API token auditor@pve!read is changed:\ncomment: (not set) -> graphs\nprivsep: 0 -> 1",
  );
  assert.equal(tokenOf(lab, "auditor@pve", "read")?.secret, before);
});

Deno.test("a token gets a new secret where the release can do that", async () => {
  await using lab = await startLab();
  const before = tokenOf(lab, "auditor@pve", "read")?.secret;
  const args = { token: "auditor@pve!read", renew: true };
  const { text } = await previewOf(lab, "proxmox_token_set", args);
  assert.match(text, /- whatever uses the old secret no longer gets in/);
  const answer = await confirmed(lab, "proxmox_token_set", args);
  const { secret } = await secretFile(lab);
  assert.notEqual(secret, before);
  assert.equal(secret, tokenOf(lab, "auditor@pve", "read")?.secret);
  assert.ok(!answer.includes(secret));

  await using older = await startLab({ version: "8.4" });
  const { token } = await previewOf(older, "proxmox_token_set", args);
  assert.match(
    await older.failure("proxmox_token_set", { ...args, confirm: token }),
    /^renew= needs Proxmox VE 9\.2 or later; this cluster runs 8\.4\.5\. Before, a token is deleted/,
  );
});

Deno.test("a refused token leaves no file behind", async () => {
  await using lab = await startLab();
  const args = { token: "nobody@pve!x1" };
  const { token } = await previewOf(lab, "proxmox_token_set", args);
  assert.match(await lab.failure("proxmox_token_set", { ...args, confirm: token }), /no such user/);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(join(lab.cluster.directory, "tokens"))), []);
});

Deno.test("no token is made when its secret could not be kept", async () => {
  await using lab = await startLab();
  // A file where the directory should be.
  await Deno.writeTextFile(join(lab.cluster.directory, "tokens"), "");
  const args = { token: "mcp@pve!backup" };
  const { token } = await previewOf(lab, "proxmox_token_set", args);
  assert.match(
    await lab.failure("proxmox_token_set", { ...args, confirm: token }),
    /^The secret could not be kept in .*, so nothing was sent\./,
  );
  assert.equal(tokenOf(lab, "mcp@pve", "backup"), undefined);
});
