import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import {
  algorithmsPreferring,
  fingerprintOf,
  type HostKey,
  knownHostsLine,
  knownHostsName,
  parseHostKey,
} from "../../src/ssh/host_key.ts";
import { type HostTrust, judge, knownTypes } from "../../src/ssh/host_trust.ts";
import { parseKnownHosts, speaksOf } from "../../src/ssh/known_hosts.ts";

function key(type: string, filling: number): HostKey {
  const name = new TextEncoder().encode(type);
  const blob = new Uint8Array(4 + name.length + 36).fill(filling);
  new DataView(blob.buffer).setUint32(0, name.length);
  blob.set(name, 4);
  return { type, blob };
}

const ed25519 = key("ssh-ed25519", 1);
const otherEd25519 = key("ssh-ed25519", 2);
const rsa = key("ssh-rsa", 3);

function hashed(name: string): string {
  const salt = Buffer.from("0123456789abcdefghij");
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

function trust(file: string, options: Partial<HostTrust> = {}): HostTrust {
  return { fingerprints: [], knownHosts: parseKnownHosts(file), names: ["pve.example"], ...options };
}

function speaks(hosts: string, name: string): boolean {
  const [known] = parseKnownHosts(knownHostsLine(hosts, ed25519));
  assert.ok(known, `the line for ${hosts} should parse`);
  return speaksOf(known, name);
}

Deno.test("known_hosts names a host plainly, with its port, by pattern, with exceptions and hashed", () => {
  assert.equal(speaks("pve.example", "pve.example"), true);
  assert.equal(speaks("PVE.example,192.168.1.1", "192.168.1.1"), true);
  assert.equal(speaks("pve.example", "[pve.example]:2222"), false);
  assert.equal(speaks("[pve.example]:2222", "[pve.example]:2222"), true);
  assert.equal(speaks("*.example", "pve.example"), true);
  assert.equal(speaks("pve?.example", "pve1.example"), true);
  assert.equal(speaks("pve?.example", "pve.example"), false);
  assert.equal(speaks("*.example,!pve.example", "pve.example"), false);
  assert.equal(speaks("*.example,!pve.example", "pve2.example"), true);
  assert.equal(speaks("a.b", "axb"), false);
  assert.equal(speaks(hashed("pve.example"), "pve.example"), true);
  assert.equal(speaks(hashed("pve.example"), "pve2.example"), false);
  assert.equal(speaks(hashed("[pve.example]:2222"), knownHostsName("pve.example", 2222)), true);
});

Deno.test("lines of known_hosts that are none are left out", () => {
  const file = [
    "# a comment",
    "",
    "pve.example",
    "pve.example ssh-ed25519 AAAA",
    `pve.example ssh-rsa ${Buffer.from(ed25519.blob).toString("base64")}`,
    `@unknown ${knownHostsLine("pve.example", ed25519)}`,
    `${knownHostsLine("pve.example", rsa)} a comment`,
  ].join("\n");
  assert.deepEqual(parseKnownHosts(file).map((known) => known.key.type), ["ssh-rsa"]);
});

Deno.test("a stored key is trusted, another one has changed, and a host without a line is unknown", () => {
  const stored = trust(knownHostsLine("pve.example", ed25519));
  assert.deepEqual(judge(stored, ed25519), { kind: "trusted" });
  assert.deepEqual(judge(stored, otherEd25519), { kind: "changed", expected: [fingerprintOf(ed25519)] });
  assert.deepEqual(judge(stored, rsa), { kind: "changed", expected: [fingerprintOf(ed25519)] });
  assert.deepEqual(judge({ ...stored, names: ["other.example"] }, ed25519), {
    kind: "unknown",
    authority: false,
  });
});

Deno.test("a revoked key is refused even where another line or a fingerprint trusts it", () => {
  const file = `@revoked ${knownHostsLine("*", ed25519)}\n${knownHostsLine("pve.example", ed25519)}`;
  assert.deepEqual(judge(trust(file), ed25519), { kind: "revoked" });
  const pinned = trust(file, { fingerprints: [fingerprintOf(ed25519)] });
  assert.deepEqual(judge(pinned, ed25519), { kind: "revoked" });
});

Deno.test("the key of a certificate authority is no host key", () => {
  const file = `@cert-authority ${knownHostsLine("*.example", ed25519)}`;
  assert.deepEqual(judge(trust(file), ed25519), { kind: "unknown", authority: true });
});

Deno.test("fingerprints of the settings decide alone, whatever known_hosts says", () => {
  const pinned = trust(knownHostsLine("pve.example", otherEd25519), {
    fingerprints: [fingerprintOf(rsa), fingerprintOf(ed25519)],
  });
  assert.deepEqual(judge(pinned, ed25519), { kind: "trusted" });
  assert.equal(judge(pinned, otherEd25519).kind, "changed");
});

Deno.test("the types already known are negotiated first", () => {
  const types = knownTypes(trust(knownHostsLine("pve.example", rsa)));
  assert.deepEqual(types, ["ssh-rsa"]);
  const offered = algorithmsPreferring(types);
  assert.deepEqual(offered.slice(0, 4), ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa", "ssh-ed25519"]);
  assert.equal(new Set(offered).size, 7);
});

Deno.test("fingerprints and lines are those of ssh-keygen", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const file = `${directory}/key`;
    await new Deno.Command("ssh-keygen", { args: ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file] })
      .output();
    const line = (await Deno.readTextFile(`${file}.pub`)).trim();
    const parsed = parseHostKey(new Uint8Array(Buffer.from(line.split(" ")[1] ?? "", "base64")));
    assert.ok(parsed);
    const { stdout } = await new Deno.Command("ssh-keygen", { args: ["-lf", `${file}.pub`] }).output();
    assert.ok(new TextDecoder().decode(stdout).includes(fingerprintOf(parsed)));
    assert.equal(knownHostsLine("pve", parsed), `pve ${line}`);
    const hosts = `${directory}/known_hosts`;
    await Deno.writeTextFile(hosts, `[pve.example]:2222 ${line}\n`);
    await new Deno.Command("ssh-keygen", { args: ["-q", "-H", "-f", hosts], stdout: "null", stderr: "null" })
      .output();
    const stored = trust(await Deno.readTextFile(hosts), { names: [knownHostsName("pve.example", 2222)] });
    assert.deepEqual(judge(stored, parsed), { kind: "trusted" });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
