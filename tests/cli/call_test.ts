import assert from "node:assert/strict";
import { join } from "node:path";
import { startSimulator } from "../../src/simulator/simulator.ts";

const main = new URL("../../main.ts", import.meta.url).href;

/** Runs the program with a simulated cluster in its environment, and nobody at the terminal. */
async function run(
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  await using simulator = await startSimulator({ authDelay: 0, speed: Infinity });
  const directory = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", main, ...args],
      cwd: directory,
      stdin: "null",
      signal: AbortSignal.timeout(120_000),
      env: {
        NO_COLOR: "1",
        PROXMOX_HOST: simulator.hostname,
        PROXMOX_PORT: String(simulator.port),
        PROXMOX_FINGERPRINT: simulator.fingerprint,
        PROXMOX_API_TOKEN_ID: simulator.logins.full.tokenId,
        PROXMOX_API_TOKEN_SECRET: simulator.logins.full.secret,
        PROXMOX_AUDIT_LOG: `${directory}/audit.jsonl`,
      },
    }).output();
    return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("call runs one tool by its short name and prints its answer", async () => {
  const { code, out } = await run(["call", "vm_status", "vmid=101"]);
  assert.equal(code, 0);
  assert.match(out, /^VM 101 \(web1\): running\n/);
});

Deno.test("call shows a change that loses data and does nothing while nobody agrees", async () => {
  const { code, out, err } = await run(["call", "snapshot_delete", "vmid=101", "name=before-upgrade"]);
  assert.equal(code, 1);
  assert.equal(out, "");
  assert.match(
    err,
    /Nothing was done: nobody is here to confirm it\.\s+Add --agree=before-upgrade to agree\./,
  );
});

Deno.test("call carries out what loses data when the name is given", async () => {
  const { code, out } = await run([
    "call",
    "snapshot_delete",
    "vmid=101",
    "name=before-upgrade",
    "--agree=before-upgrade",
  ]);
  assert.equal(code, 0);
  assert.match(out, /Snapshot before-upgrade of VM 101 \(web1\) is deleted/);
});

Deno.test("call refuses another name than that of what is lost", async () => {
  const { code, err } = await run([
    "call",
    "snapshot_delete",
    "vmid=101",
    "name=before-upgrade",
    "--agree=web1",
  ]);
  assert.equal(code, 1);
  assert.match(err, /Not "before-upgrade"\. Nothing was done\./);
});

Deno.test("call keeps the picture of an answer in the file that is named for it", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const call = ["call", "vm_screenshot", "vmid=101", "--allow-elevated"];
    const told = await run(call);
    assert.equal(told.code, 0, told.err);
    assert.match(told.err, /The answer has a picture: --picture=FILE\.png keeps it\./);
    const file = join(directory, "console.png");
    const kept = await run([...call, `--picture=${file}`]);
    assert.equal(kept.code, 0, kept.err);
    assert.match(kept.out, /^The console of VM 101 \(web1\)/);
    assert.equal(new TextDecoder().decode((await Deno.readFile(file)).subarray(1, 4)), "PNG");
    const lost = await run([...call, "--picture", join(directory, "missing", "console.png")]);
    assert.equal(lost.code, 1);
    assert.match(lost.err, /The picture cannot be written to .*console\.png/);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("call takes the names of other servers, with proxmox_ and without, where their toolset is on", async () => {
  const toolsets = "--toolsets=core,compat-ry-ops,compat-husniadil";
  const { code, out } = await run(["call", "get_vm_status", "node=pve1", "vmid=101", toolsets]);
  assert.equal(code, 0);
  assert.match(out, /^VM 101 \(web1\): running\n/);
  assert.match((await run(["call", "list_containers", toolsets])).out, /^6 containers/);
  assert.match(
    (await run(["call", "container_status", "vmid=100", toolsets])).out,
    /^\{"status":"running"\}/,
  );
  assert.match((await run(["call", "vm_status", "vmid=101", toolsets])).out, /^VM 101/);
  const off = await run(["call", "get_vm_status", "node=pve1", "vmid=101"]);
  assert.equal(off.code, 1);
  assert.match(off.err, /The tool get_vm_status is off\. Call proxmox_vm_status instead/);
});

Deno.test("call without a tool says what it needs and exits with 2", async () => {
  const { code, err } = await run(["call"]);
  assert.equal(code, 2);
  assert.match(err, /call needs the name of a tool\. proxmox-mcp tools lists them\./);
});

Deno.test("tools lists what a client would get, with class and bytes", async () => {
  const { code, out } = await run(["tools"]);
  assert.equal(code, 0);
  assert.match(out, /proxmox_vm_start +write +core +\d+ +Start a VM/);
  assert.match(out, /\d+ tools, \d+ bytes in the list that a client gets\.\n$/);
});

Deno.test("tools lists the names of other servers with the toolset that they are in", async () => {
  const { code, out } = await run(["tools", "--toolsets=compat-ry-ops"]);
  assert.equal(code, 0);
  assert.match(out, /\nstart_vm +write +compat-ry-ops +\d+ +Start a VM\n/);
  assert.doesNotMatch(out, /proxmox_vm_start/);
});

Deno.test("config prints each setting with its origin and hides secrets", async () => {
  const { code, out } = await run(["config", "--read-only"]);
  assert.equal(code, 0);
  assert.match(out, /PROXMOX_READ_ONLY +true +--read-only/);
  assert.match(out, /PROXMOX_API_TOKEN_SECRET +\*+ +PROXMOX_API_TOKEN_SECRET in the environment/);
  assert.doesNotMatch(out, /5e1f0a11/);
});
