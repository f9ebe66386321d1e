import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { forgetSecrets, registerSecret } from "../../../src/log/redact.ts";
import type { AuditCall } from "../../../src/policy/audit/entry.ts";
import { AuditError } from "../../../src/policy/audit/errors.ts";
import { AuditLog } from "../../../src/policy/audit/log.ts";
import { callsOf, readAudit } from "../../../src/policy/audit/read.ts";
import { verifyAudit } from "../../../src/policy/audit/verify.ts";
import { inTemporaryDirectory } from "./temporary.ts";

const call: AuditCall = {
  tool: "proxmox_guest_delete",
  access: "destroy",
  cluster: "default",
  target: "vm 100 (web) on pve1",
  vmid: 100,
  arguments: { vmid: 100 },
  transport: "stdio",
  client: "test 1.0",
  confirmation: "elicitation",
};

async function linesOf(file: string): Promise<readonly Record<string, unknown>[]> {
  return (await Deno.readTextFile(file)).trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("a call is on record before it acts, and with its outcome before it returns", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "new", "deep", "audit.jsonl");
    const audited = await new AuditLog(file).begin(call);
    assert.deepEqual((await linesOf(file)).map(({ kind, tool }) => [kind, tool]), [[
      "intent",
      "proxmox_guest_delete",
    ]]);
    await audited.finish({ outcome: "ok", upid: "UPID:pve1:1:2:3:qmdestroy:100:root@pam:", wire: "api" });
    const [intent, outcome] = await linesOf(file);
    assert.equal(outcome?.kind, "outcome");
    assert.equal(outcome?.call, intent?.call);
    assert.equal(typeof outcome?.duration, "number");
    for (const [key, value] of Object.entries(call)) assert.deepEqual(outcome?.[key], value, key);
    assert.deepEqual((await verifyAudit(file)).faults, []);
  });
});

Deno.test("a refused call has one line with the reason", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "audit.jsonl");
    await new AuditLog(file).refused(call, "Destroying is off.");
    const [line] = await linesOf(file);
    assert.deepEqual([line?.kind, line?.outcome, line?.reason], ["refused", "refused", "Destroying is off."]);
  });
});

Deno.test("log and directory are for their owner alone, even when the file was there before", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "state", "audit.jsonl");
    await new AuditLog(file).refused(call, "no");
    assert.equal(((await Deno.stat(join(directory, "state"))).mode ?? 0) & 0o777, 0o700);
    assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
    assert.equal(((await Deno.stat(`${file}.head`)).mode ?? 0) & 0o777, 0o600);
    await Deno.chmod(file, 0o644);
    await new AuditLog(file).refused(call, "no");
    assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  });
});

Deno.test("a log that cannot be written refuses the call, naming the file and the setting", async () => {
  await inTemporaryDirectory(async (directory) => {
    const blocked = join(directory, "blocked");
    await Deno.writeTextFile(blocked, "a file where a directory is needed");
    await assert.rejects(new AuditLog(join(blocked, "audit.jsonl")).begin(call), (error: unknown) => {
      assert.ok(error instanceof AuditError);
      assert.match(error.message, /blocked.*nothing was changed/);
      assert.match(error.remedy, /PROXMOX_AUDIT_LOG/);
      return true;
    });
    const occupied = join(directory, "audit.jsonl");
    await Deno.mkdir(occupied);
    await assert.rejects(new AuditLog(occupied).begin(call), AuditError);
  });
});

Deno.test("secrets reach the log neither by key nor by value, long arguments are cut", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "audit.jsonl");
    registerSecret("canary-in-settings");
    try {
      const log = new AuditLog(file);
      const audited = await log.begin({
        ...call,
        target: "vm 100 (canary-in-settings)",
        arguments: {
          cipassword: "canary-password",
          nested: { password: "canary-password", note: "token is canary-in-settings" },
          command: ["echo", "x".repeat(100_000)],
          list: Array.from({ length: 1000 }, (_, index) => index),
        },
      });
      await audited.finish({ outcome: "failed", reason: "Proxmox said canary-in-settings" });
      await log.refused(call, "canary-in-settings");
    } finally {
      forgetSecrets();
    }
    const text = await Deno.readTextFile(file);
    assert.doesNotMatch(text, /canary/);
    assert.ok(text.length < 20_000, `${text.length} characters`);
    assert.match(text, /100000 characters/);
    assert.match(text, /1000 items/);
  });
});

Deno.test("lines of calls at the same time keep one chain", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "audit.jsonl");
    const logs = [new AuditLog(file), new AuditLog(file), new AuditLog(file)];
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const audited = await logs[index % 3]?.begin({ ...call, vmid: index });
        await audited?.finish({ outcome: "ok" });
      }),
    );
    assert.deepEqual(await verifyAudit(file), { lines: 60, faults: [] });
    assert.equal((await readAudit(file)).filter(({ ended }) => ended).length, 30);
  });
});

Deno.test("processes that share a log keep one chain", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "audit.jsonl");
    const writer = fileURLToPath(new URL("./audit_writer.ts", import.meta.url));
    const children = Array.from(
      { length: 3 },
      () =>
        new Deno.Command(Deno.execPath(), { args: ["run", "-A", writer, file, "20"], stderr: "inherit" })
          .spawn(),
    );
    for (const child of children) assert.ok((await child.status).success);
    assert.deepEqual(await verifyAudit(file), { lines: 60, faults: [] });
    assert.equal(new Set((await linesOf(file)).map(({ pid }) => pid)).size, 3);
  });
});

Deno.test("a crash between line and head is no fault, and the chain goes on", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "audit.jsonl");
    const log = new AuditLog(file);
    await log.refused(call, "one");
    const head = await Deno.readTextFile(`${file}.head`);
    await log.refused(call, "two");
    await Deno.writeTextFile(`${file}.head`, head);
    assert.deepEqual((await verifyAudit(file)).faults, []);
    await log.refused(call, "three");
    assert.deepEqual(await verifyAudit(file), { lines: 3, faults: [] });
  });
});

Deno.test("a line that a crash cut off is found, and what comes after it is chained to the last whole line", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "audit.jsonl");
    const log = new AuditLog(file);
    await log.refused(call, "one");
    await Deno.writeTextFile(file, '{"seq":2,"time":"20', { append: true });
    await log.refused(call, "two");
    const { lines, faults } = await verifyAudit(file);
    assert.equal(lines, 3);
    assert.deepEqual(faults.map(({ line }) => line), [2]);
    assert.equal(callsOf(await Deno.readTextFile(file)).length, 2);
  });
});

Deno.test("a call whose process ended in the middle is told as unknown", async () => {
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, "audit.jsonl");
    await new AuditLog(file).begin(call);
    const [recorded] = await readAudit(file);
    assert.deepEqual([recorded?.outcome, recorded?.ended], ["unknown", false]);
  });
});
