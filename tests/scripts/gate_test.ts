import assert from "node:assert/strict";
import { gateSteps, runStep } from "../../scripts/ok/steps.ts";
import { countStep, failuresOf, formatSummary, parseTestSummary } from "../../scripts/ok/test_summary.ts";

const generousMs = 60_000;

function denoEval(code: string): readonly string[] {
  return [Deno.execPath(), "eval", code];
}

Deno.test("the gate counts the tests that a real run of deno test passed, failed and skipped", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/three_test.ts`,
      `Deno.test("one", async (t) => { await t.step("step", () => {}); });
       Deno.test("two", () => { throw new Error("as meant"); });
       Deno.test({ name: "three", ignore: true, fn() {} });`,
    );
    const command = [Deno.execPath(), "test", "--no-check", "--no-config", folder];
    const { succeeded, output } = await runStep({ name: "test", command }, generousMs);
    assert.equal(succeeded, false);
    assert.deepEqual(countStep("test", succeeded, output), { passed: 1, failed: 1, skipped: 1 });
    assert.match(failuresOf(output), /as meant/);
    assert.doesNotMatch(failuresOf(output), /running 3 tests/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an output without a list of errors is shown whole", () => {
  assert.equal(failuresOf("error: Module not found"), "error: Module not found");
});

Deno.test("the last summary of an output counts, in colour or not", () => {
  const output =
    "ok | 1 passed | 0 failed (1ms)\n\u001b[0m\u001b[31mFAILED\u001b[0m | 20 passed (3 steps) | 2 failed | 4 ignored (2s)\n";
  assert.deepEqual(parseTestSummary(output), { passed: 20, failed: 2, skipped: 4 });
});

Deno.test("a test run that ends badly without a failed test is a failure", () => {
  assert.deepEqual(countStep("test", false, "error: Type checking failed"), {
    passed: 0,
    failed: 1,
    skipped: 0,
  });
  assert.deepEqual(countStep("test", false, "ok | 5 passed | 0 failed (1s)"), {
    passed: 5,
    failed: 1,
    skipped: 0,
  });
});

Deno.test("a step that is no test run counts as one, whatever it prints", () => {
  assert.deepEqual(countStep("lint", true, "ok | 5 passed | 0 failed (1s)"), {
    passed: 1,
    failed: 0,
    skipped: 0,
  });
  assert.deepEqual(countStep("lint", false, ""), { passed: 0, failed: 1, skipped: 0 });
});

Deno.test("the closing line names skipped tests only where there are some", () => {
  assert.equal(formatSummary({ passed: 7, failed: 0, skipped: 0 }), "7 passed, 0 failed");
  assert.equal(formatSummary({ passed: 7, failed: 1, skipped: 2 }), "7 passed, 1 failed, 2 skipped");
});

Deno.test("a failing step keeps both of its streams", async () => {
  const command = denoEval("console.log('out'); console.error('err'); Deno.exit(3)");
  const { succeeded, output } = await runStep({ name: "check", command }, generousMs);
  assert.equal(succeeded, false);
  assert.match(output, /out/);
  assert.match(output, /err/);
});

Deno.test("a step that never ends is stopped and has failed", async () => {
  const command = denoEval("setInterval(() => {}, 1000)");
  const { succeeded, output } = await runStep({ name: "test", command }, 300);
  assert.equal(succeeded, false);
  assert.match(output, /Stopped after 0\.3 s\./);
});

Deno.test({
  name: "what a stopped step has started is stopped with it",
  ignore: Deno.build.os === "windows",
  async fn() {
    // The sleep holds the pipes open: with the shell alone ended, this would wait for it.
    const { succeeded, seconds } = await runStep(
      { name: "test", command: ["sh", "-c", "sleep 60; true"] },
      300,
    );
    assert.equal(succeeded, false);
    assert.ok(seconds < 30, `${seconds} s`);
  },
});

Deno.test("the gate runs the tests once, as its last step", () => {
  const steps = gateSteps(["npx", "task", "test"]);
  assert.deepEqual(steps.map((step) => step.name), ["fmt", "lint", "check", "docs", "test"]);
  assert.deepEqual(steps.at(-1)?.command, ["npx", "task", "test"]);
});
