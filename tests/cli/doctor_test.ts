import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";

const main = new URL("../../main.ts", import.meta.url).href;

async function doctor(
  simulator: Simulator,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<{ readonly code: number; readonly out: string }> {
  const directory = await Deno.makeTempDir();
  try {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", main, "doctor", ...args],
      cwd: directory,
      stdin: "null",
      env: {
        NO_COLOR: "1",
        PROXMOX_HOST: simulator.hostname,
        PROXMOX_PORT: String(simulator.port),
        PROXMOX_FINGERPRINT: simulator.fingerprint,
        PROXMOX_API_TOKEN_ID: simulator.logins.full.tokenId,
        PROXMOX_API_TOKEN_SECRET: simulator.logins.full.secret,
        PROXMOX_AUDIT_LOG: `${directory}/audit.jsonl`,
        ...environment,
      },
    }).output();
    return { code, out: new TextDecoder().decode(stdout) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("doctor finds nothing to mend where all is well", async () => {
  await using simulator = await startSimulator({ authDelay: 0 });
  const { code, out } = await doctor(simulator, {});
  assert.equal(code, 0, out);
  assert.match(
    out,
    /✓ certificate: trusted by its fingerprint\n✓ login: token root@pam!full\n✓ version: Proxmox VE 9\.2/,
  );
  assert.match(out, /✓ privileges: enough for all \d+ tools that are on/);
});

Deno.test("doctor shows the line that pins a certificate and looks no further", async () => {
  await using simulator = await startSimulator({ authDelay: 0 });
  const { code, out } = await doctor(simulator, { PROXMOX_FINGERPRINT: "" });
  assert.equal(code, 2);
  assert.match(out, new RegExp(`✗ certificate: [^]*PROXMOX_FINGERPRINT=${simulator.fingerprint}`));
  assert.doesNotMatch(out, /login:/);
});

Deno.test("doctor says what looks wrong with a login", async () => {
  await using simulator = await startSimulator({ authDelay: 0 });
  const { tokenId, secret } = simulator.logins.expired;
  const { code, out } = await doctor(simulator, {
    PROXMOX_API_TOKEN_ID: tokenId,
    PROXMOX_API_TOKEN_SECRET: secret,
  });
  assert.equal(code, 2);
  assert.match(out, /✗ login: /);
});

Deno.test("doctor names the tools that a login lacks privileges for, and the lines that grant them", async () => {
  await using simulator = await startSimulator({ authDelay: 0 });
  const { tokenId, secret } = simulator.logins.auditor;
  const { code, out } = await doctor(simulator, {
    PROXMOX_API_TOKEN_ID: tokenId,
    PROXMOX_API_TOKEN_SECRET: secret,
  });
  assert.equal(code, 1);
  assert.match(out, /! privileges: \d+ of \d+ tools lack some of .*VM\.PowerMgmt/);
  assert.match(out, /pveum acl modify \/ --tokens 'auditor@pve!read' --roles/);
});

Deno.test("doctor reports mistakes in the settings like everything else, also as JSON", async () => {
  await using simulator = await startSimulator({ authDelay: 0 });
  const { code, out } = await doctor(simulator, { PROXMOX_HOST: "" }, ["--json"]);
  assert.equal(code, 2);
  const found: unknown = JSON.parse(out);
  assert.ok(Array.isArray(found) && found.length > 0);
  assert.match(out, /No Proxmox host is set/);
});
