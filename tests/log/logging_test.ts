import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";

interface Written {
  readonly stdout: string;
  readonly stderr: readonly string[];
}

/** Runs a process that logs with these settings. */
async function logged(logging: Readonly<Record<string, unknown>>): Promise<Written> {
  const script = new URL("writes_records.ts", import.meta.url).pathname;
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", script, JSON.stringify(logging)],
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(60_000),
  }).output();
  const decoder = new TextDecoder();
  const stderr = decoder.decode(output.stderr);
  ok(output.success, stderr);
  return { stdout: decoder.decode(output.stdout), stderr: stderr.trimEnd().split("\n") };
}

const secrets = ["canary-secret"];

Deno.test("records go to stderr, one line each, redacted and without control characters", async () => {
  const { stdout, stderr } = await logged({ level: "info", secrets });
  equal(stdout, "");
  deepEqual(stderr.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, "")), [
    "INFO    rest: Asked pve with [redacted]. vmid=100 node=a\\nb\\u001b[31m",
    "WARNING rest: The secret is [redacted].",
    "ERROR   rest: Failed. error=because of [redacted] token=[redacted]",
  ]);
});

Deno.test("the level decides what is written", async () => {
  equal((await logged({ level: "debug", secrets })).stderr.length, 4);
  equal((await logged({ level: "warn", secrets })).stderr.length, 2);
});

Deno.test("with a directory, all records go to combined.log and errors to error.log, as private JSON lines", async () => {
  const parent = await Deno.makeTempDir();
  try {
    const directory = join(parent, "logs");
    await logged({ level: "info", secrets, directory });
    const combined = await jsonLines(join(directory, "combined.log"));
    deepEqual(combined.map((line) => line.level), ["info", "warning", "error"]);
    const [first] = combined;
    equal(first?.room, "rest");
    equal(first?.message, "Asked pve with [redacted].");
    deepEqual(first?.properties, { host: "pve", password: "[redacted]", vmid: 100, node: "a\nb\u001b[31m" });
    deepEqual((await jsonLines(join(directory, "error.log"))).map((line) => line.message), ["Failed."]);
    for (const name of ["combined.log", "error.log"]) {
      equal((await Deno.readTextFile(join(directory, name))).includes("canary"), false);
      if (Deno.build.os !== "windows") {
        equal(((await Deno.stat(join(directory, name))).mode ?? 0) & 0o777, 0o600);
      }
    }
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
});

Deno.test("a directory that cannot be written is told on stderr, and logging goes on there", async () => {
  const file = await Deno.makeTempFile();
  try {
    const { stderr } = await logged({ level: "info", secrets, directory: join(file, "logs") });
    match(
      stderr[0] ?? "",
      /ERROR {3}log: Cannot write log files in .*logs \(LOG_DIR\): .* Logging to stderr only\.$/,
    );
    equal(stderr.length, 4);
  } finally {
    await Deno.remove(file);
  }
});

async function jsonLines(path: string): Promise<readonly Record<string, unknown>[]> {
  return (await Deno.readTextFile(path)).trimEnd().split("\n").map((line) => JSON.parse(line));
}
