import assert from "node:assert/strict";
import { join } from "node:path";
import { auditLine } from "../../src/policy/audit/line.ts";
import { run } from "../harness/run.ts";
import { type Lab, startLab } from "../harness/lab.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { auditText, recorded } from "./recorded.ts";
import { tokenFor } from "./preview.ts";
import { startSshLab } from "./ssh_lab.ts";
import { Unchanged } from "./unchanged.ts";

const deletion = { vmid: 101, name: "before-upgrade" };

/** Calls above `read` of each ending; after them the log holds one of each. */
async function makeCalls(lab: Lab): Promise<void> {
  await lab.text("proxmox_vm_start", { vmid: 102 });
  const token = await tokenFor(lab.server, "proxmox_snapshot_delete", deletion);
  await lab.text("proxmox_snapshot_delete", { ...deletion, confirm: token });
  await lab.failure("proxmox_vm_start", { vmid: 113 });
  await lab.failure("proxmox_vm_stop", { vmid: 103 });
  await lab.failure("proxmox_vm_stop", { vmid: "one" });
  await lab.text("proxmox_ct_shutdown", { vmid: 121, wait: 0 });
}

Deno.test("each call above read leaves its line with all that the owner wants to know, and looking leaves none", async (t) => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_list");
  await lab.text("proxmox_api_read", { path: "/cluster/resources" });
  await lab.failure("proxmox_vm_status", { vmid: 999 });
  assert.equal(await auditText(lab.cluster), "", "a look left a line");
  await makeCalls(lab);
  const calls = await recorded(lab.cluster);
  for (const { time, duration, upid, pid, ...call } of calls) {
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
    assert.equal(pid, Deno.pid);
    assert.equal(duration === undefined, call.outcome === "refused");
    assert.equal(upid === undefined, call.outcome === "refused");
    const { call: _id, reason, ...steady } = call;
    await t.assertSnapshot({ ...steady, reason: reason?.slice(0, 120) });
  }
});

Deno.test("every line has the form that the log promises, in a file that only its owner can read", async () => {
  await using lab = await startLab();
  await makeCalls(lab);
  const file = join(lab.cluster.directory, "audit.jsonl");
  const { mode } = await Deno.stat(file);
  assert.equal((mode ?? 0) & 0o777, 0o600);
  const lines = (await auditText(lab.cluster)).trimEnd().split("\n").map((line) =>
    auditLine.parse(JSON.parse(line))
  );
  assert.deepEqual(lines.map(({ seq }) => seq), lines.map((_, index) => index + 1));
  for (const line of lines) {
    assert.ok(
      line.kind !== "intent" || lines.some(({ kind, call }) => kind === "outcome" && call === line.call),
    );
  }
});

Deno.test("a line is on disk before the call's request leaves", async () => {
  await using lab = await startLab();
  let before = "";
  lab.simulator.faults.requests.next(
    {
      kind: "before",
      action: () => before = Deno.readTextFileSync(join(lab.cluster.directory, "audit.jsonl")),
    },
    { method: "POST", path: /status\/start$/ },
  );
  await lab.text("proxmox_vm_start", { vmid: 102 });
  assert.match(before, /"kind":"intent".*"tool":"proxmox_vm_start"/);
});

Deno.test("commands and files in guests and on nodes leave their lines too, those that are refused included", async (t) => {
  await using lab = await startSshLab({
    settings: { ENABLE_HOST_EXEC: "true", PROXMOX_DENIED_COMMANDS: "reboot", PROXMOX_FILES_ROOT: "/nowhere" },
  });
  await lab.text("proxmox_ct_exec", { vmid: 100, command: "id", env: { DB_PASS: "correct-horse" } });
  await lab.text("proxmox_vm_exec", { vmid: 101, argv: ["/bin/cat"], stdin: "correct-horse" });
  await lab.text("proxmox_host_exec", { node: "pve2", command: "uptime" });
  await lab.text("proxmox_guest_push", { vmid: 100, path: "/tmp/x", content: "correct-horse" });
  await lab.text("proxmox_host_push", { node: "pve1", path: "/tmp/x", content: "correct-horse" });
  await lab.failure("proxmox_ct_exec", { vmid: 100, argv: ["sh", "-c", "sleep 1; reboot"] });
  await lab.failure("proxmox_host_pull", { node: "pve1", path: "/tmp/../etc/shadow" });
  await lab.failure("proxmox_ct_exec", { vmid: 101, command: "id" });
  const calls = await recorded(lab.cluster);
  await t.assertSnapshot(calls.map(({ time: _t, duration: _d, pid: _p, call: _c, reason, ...steady }) => ({
    ...steady,
    reason: reason?.slice(0, 120),
  })));
  assert.doesNotMatch(await auditText(lab.cluster), /correct-horse/);
});

Deno.test("a read that a class keeps back leaves its line, since it was more than a look", async () => {
  await using lab = await startLab();
  await lab.failure("proxmox_api_read", {
    path: "/nodes/pve1/qemu/101/agent/file-read",
    parameters: { file: "/etc/shadow" },
  });
  const [call] = await recorded(lab.cluster);
  assert.deepEqual([call?.tool, call?.access, call?.outcome], ["proxmox_api_read", "exec", "refused"]);
});

Deno.test("while the log cannot be written no change is sent, and the answer says how to mend it", async (t) => {
  await using lab = await startLab({ settings: { PROXMOX_AUDIT_LOG: "/proc/nowhere/audit.jsonl" } });
  const before = new Unchanged(lab.cluster);
  for (
    const [tool, args] of [
      ["proxmox_vm_start", { vmid: 102 }],
      ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/qemu/102/status/start" }],
    ] as const
  ) {
    const text = await lab.failure(tool, args);
    before.check(text);
    await t.assertSnapshot(text);
  }
  await lab.text("proxmox_vm_status", { vmid: 102 });
});

Deno.test("a log that turns unwritable in between keeps the next change back", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_start", { vmid: 102 });
  await Deno.remove(join(lab.cluster.directory, "audit.jsonl"));
  await Deno.mkdir(join(lab.cluster.directory, "audit.jsonl"));
  const before = new Unchanged(lab.cluster);
  assert.match(
    await lab.failure("proxmox_vm_stop", { vmid: 101 }),
    /cannot be written, so nothing was changed/,
  );
  before.check();
});

Deno.test("secrets among the arguments stay out of the log, and long ones are cut", async () => {
  await using lab = await startLab();
  const secret = "correct-horse-battery-staple";
  const parameters: Arguments = {
    cipassword: secret,
    password: secret,
    sshkeys: `ssh-ed25519 ${"A".repeat(60)} someone@there`,
    description: `PVEAPIToken=root@pam!x=5e1f0a11-0000-4000-8000-000000000001\n${"x".repeat(5000)}`,
  };
  await lab.call("proxmox_api_call", { method: "PUT", path: "/nodes/pve1/qemu/102/config", parameters });
  const log = await auditText(lab.cluster);
  assert.match(log, /"cipassword":"\[redacted\]"/);
  assert.equal(log.includes(secret), false);
  assert.equal(log.includes("5e1f0a11-0000-4000-8000-000000000001"), false);
  assert.equal(log.includes("A".repeat(60)), false);
  assert.ok(log.length < 12_000, `${log.length} bytes for one call`);
});

/** Runs `proxmox-mcp audit` on a lab's log, as its owner would. */
function audit(lab: Lab, ...args: readonly string[]) {
  const PROXMOX_AUDIT_LOG = join(lab.cluster.directory, "audit.jsonl");
  return run(["audit", ...args], { environment: { PROXMOX_AUDIT_LOG }, directory: lab.cluster.directory });
}

Deno.test("proxmox-mcp audit prints the calls, and --verify finds lines removed, changed, swapped and cut off", async () => {
  await using lab = await startLab();
  await makeCalls(lab);
  const file = join(lab.cluster.directory, "audit.jsonl");
  const whole = await Deno.readTextFile(file);
  const printed = await audit(lab);
  assert.equal(printed.code, 0, printed.stderr);
  assert.match(printed.stdout, /proxmox_snapshot_delete +snapshot before-upgrade of VM 101 \(web1\) +ok/);
  assert.equal(printed.stdout.trimEnd().split("\n").length, 1 + (await recorded(lab.cluster)).length);
  assert.equal((await audit(lab, "--verify")).code, 0);

  const lines = whole.trimEnd().split("\n");
  const swapped = lines.with(1, lines[2] ?? "").with(2, lines[1] ?? "");
  const tampered: Readonly<Record<string, string>> = {
    "the first line removed": `${lines.slice(1).join("\n")}\n`,
    "a line in the middle removed": `${lines.toSpliced(3, 1).join("\n")}\n`,
    "the last line removed": `${lines.slice(0, -1).join("\n")}\n`,
    "a guest's id changed": whole.replace('"vmid":101', '"vmid":102'),
    "an outcome changed": whole.replace('"outcome":"failed"', '"outcome":"ok"'),
    "two lines swapped": `${swapped.join("\n")}\n`,
    "a line doubled": `${[...lines, lines.at(-1)].join("\n")}\n`,
    "the end cut off": whole.slice(0, -40),
    "everything removed": "",
  };
  for (const [what, text] of Object.entries(tampered)) {
    await Deno.writeTextFile(file, text);
    const { code, stdout } = await audit(lab, "--verify");
    assert.equal(code, 1, `${what}: ${stdout}`);
  }
  await Deno.writeTextFile(file, whole);
  assert.equal((await audit(lab, "--verify")).code, 0);
});
