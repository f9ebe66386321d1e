import assert from "node:assert/strict";
import { explain, ExplainedError } from "../../src/text/explained.ts";

Deno.test("an error is told with its remedy, each a sentence of its own", () => {
  const error = new ExplainedError("The task failed: got timeout", { remedy: "Give it longer." });
  assert.equal(explain(error), "The task failed: got timeout. Give it longer.");
});

Deno.test("a remedy that ends in a line to paste stays as it is", () => {
  const error = new ExplainedError("Unknown key", {
    remedy: "Trust it with the line\nPROXMOX_FINGERPRINT=AA:BB",
  });
  assert.equal(explain(error), "Unknown key. Trust it with the line\nPROXMOX_FINGERPRINT=AA:BB");
});

Deno.test("the reason hidden in a chain of causes is told once", () => {
  const reason = new Error("connection refused");
  const error = new TypeError("fetch failed", { cause: new Error("connection refused", { cause: reason }) });
  assert.equal(explain(error), "fetch failed. connection refused.");
});

Deno.test("behind a remedy the causes are left out", () => {
  const error = new ExplainedError("There is no node pve9.", {
    remedy: "The nodes are: pve1.",
    cause: new Error("ENOENT"),
  });
  assert.equal(explain(error), "There is no node pve9. The nodes are: pve1.");
});

Deno.test("after a list of several lines the remedy begins a line of its own", () => {
  const error = new ExplainedError("There are 2 mistakes:\n- one\n- two", { remedy: "Mend them." });
  assert.equal(explain(error), "There are 2 mistakes:\n- one\n- two.\nMend them.");
});

Deno.test("what is no error is told too, and circles of causes end", () => {
  assert.equal(explain("plain text"), "plain text.");
  const circle = new Error("round");
  circle.cause = circle;
  assert.equal(explain(circle), "round.");
});
