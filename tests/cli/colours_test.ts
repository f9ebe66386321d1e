import assert from "node:assert/strict";
import { coloursFor, isRichTerminal } from "../../src/cli/colours.ts";

const terminal = { isTerminal: () => true };
const pipe = { isTerminal: () => false };

Deno.test("colours are for terminals, without NO_COLOR and TERM=dumb", () => {
  for (
    const [stream, environment, coloured] of [
      [terminal, { TERM: "xterm" }, true],
      [terminal, { TERM: "xterm", NO_COLOR: "" }, true],
      [terminal, { TERM: "xterm", NO_COLOR: "1" }, false],
      [terminal, { TERM: "dumb" }, false],
      [pipe, { TERM: "xterm" }, false],
    ] as const
  ) {
    withEnvironment(environment, () => {
      assert.equal(coloursFor(stream).red("x") !== "x", coloured, JSON.stringify(environment));
    });
  }
});

Deno.test("a line is written over on a terminal that can, also without colours", () => {
  withEnvironment({ TERM: "xterm", NO_COLOR: "1" }, () => assert.equal(isRichTerminal(terminal), true));
  withEnvironment({ TERM: "dumb" }, () => assert.equal(isRichTerminal(terminal), false));
});

function withEnvironment(environment: Readonly<Record<string, string>>, look: () => void): void {
  const before = ["TERM", "NO_COLOR"].map((name) => [name, Deno.env.get(name)] as const);
  try {
    for (const [name] of before) Deno.env.delete(name);
    for (const [name, value] of Object.entries(environment)) Deno.env.set(name, value);
    look();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}
