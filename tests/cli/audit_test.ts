import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readAuditOptions } from "../../src/cli/audit_options.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import type { AuditCall } from "../../src/policy/audit/entry.ts";
import { AuditLog } from "../../src/policy/audit/log.ts";
import { inTemporaryDirectory } from "../policy/audit/temporary.ts";

const command = `
import { auditCommand } from ${JSON.stringify(new URL("../../src/cli/audit.ts", import.meta.url).href)};
Deno.exit(await auditCommand(Deno.args));
`;

/** Runs the command in a process of its own, as a person does, and returns what it printed. */
async function audit(directory: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--config",
      fileURLToPath(new URL("../../deno.json", import.meta.url)),
      `data:text/typescript,${encodeURIComponent(command)}`,
      ...args,
    ],
    cwd: directory,
    signal: AbortSignal.timeout(120_000),
    env: { PROXMOX_AUDIT_LOG: join(directory, "audit.jsonl"), NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const call: AuditCall = {
  tool: "proxmox_vm_stop",
  access: "write",
  cluster: "default",
  target: "vm 100 (web\u001b[31m) on pve1",
  vmid: 100,
  arguments: { vmid: 100 },
  transport: "stdio",
  client: "claude-code 2.0",
  confirmation: "not needed",
};

async function fill(directory: string): Promise<string> {
  const file = join(directory, "audit.jsonl");
  const log = new AuditLog(file);
  await (await log.begin(call)).finish({ outcome: "ok", upid: "UPID:x" });
  await log.refused(
    { ...call, tool: "proxmox_guest_delete", vmid: 101, target: "vm 101" },
    "Destroying is off.",
  );
  await log.begin({ ...call, tool: "proxmox_ct_stop", vmid: 102, target: "ct 102" });
  return file;
}

Deno.test("audit prints each call on one readable line, foreign text made harmless", async () => {
  await inTemporaryDirectory(async (directory) => {
    await fill(directory);
    const { code, stdout } = await audit(directory);
    assert.equal(code, 0);
    const [heading = "", ...rows] = stdout.trimEnd().split("\n");
    assert.match(heading, /^TIME +TOOL +TARGET +OUTCOME/);
    assert.equal(rows.length, 3);
    assert.match(
      rows[0] ?? "",
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}proxmox_vm_stop +vm 100 \(web\) on pve1 +ok/,
    );
    assert.match(rows[1] ?? "", /proxmox_guest_delete +vm 101 +refused .*Destroying is off\./);
    assert.match(rows[2] ?? "", /proxmox_ct_stop +ct 102 +unknown \(no end on record\)/);
  });
});

Deno.test("audit filters by tool, guest, outcome and time, and prints JSON lines", async () => {
  await inTemporaryDirectory(async (directory) => {
    await fill(directory);
    const tools = async (...args: readonly string[]) =>
      (await audit(directory, "--json", ...args)).stdout.trimEnd().split("\n").filter((line) => line !== "")
        .map((line) => JSON.parse(line).tool);
    assert.deepEqual(await tools("--tool", "*_stop"), ["proxmox_vm_stop", "proxmox_ct_stop"]);
    assert.deepEqual(await tools("--outcome", "refused", "--vmid", "101", "--since", "2d"), [
      "proxmox_guest_delete",
    ]);
    assert.deepEqual(await tools("--since", "2999-01-01"), []);
  });
});

Deno.test("audit --verify says that a log is whole, or names the line that is not, and fails", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = await fill(directory);
    const whole = await audit(directory, "--verify");
    assert.deepEqual([whole.code, whole.stdout], [0, `${file}: 4 lines, whole.\n`]);
    const lines = (await Deno.readTextFile(file)).split("\n");
    await Deno.writeTextFile(file, lines.toSpliced(1, 1).join("\n"));
    const broken = await audit(directory, "--verify");
    assert.equal(broken.code, 1);
    assert.equal(broken.stdout, `${file}: line 2 comes after a gap: line number 2 is missing\n`);
    assert.match(broken.stderr, /1 fault/);
  });
});

Deno.test("audit says so when there is no log yet", async () => {
  await inTemporaryDirectory(async (directory) => {
    const { code, stdout, stderr } = await audit(directory);
    assert.deepEqual([code, stdout], [0, ""]);
    assert.match(stderr, /no audit log at .*audit\.jsonl/);
    assert.match((await audit(directory, "--verify")).stdout, /nothing is on record there yet/);
  });
});

Deno.test("spans and dates of --since are read, and what is neither is refused", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  assert.equal(readAuditOptions(["--since", "90m"], now).since, now - 90 * 60_000);
  assert.equal(readAuditOptions(["--since=2d"], now).since, now - 2 * 86_400_000);
  assert.equal(readAuditOptions(["--since", "2026-11-01"], now).since, Date.parse("2026-11-01T00:00:00Z"));
  assert.equal(readAuditOptions([], now).since, undefined);
  for (
    const args of [["--since", "tomorrow"], ["--vmid", "web"], ["--outcome", "good"], ["--nonsense"], [
      "stray",
    ]]
  ) {
    assert.throws(() => readAuditOptions(args, now), UsageError, args.join(" "));
  }
});
