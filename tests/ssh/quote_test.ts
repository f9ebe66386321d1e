import assert from "node:assert/strict";
import { commandLine, quote, QuoteError } from "../../src/ssh/quote.ts";
import { hostileStrings, randomStrings } from "./hostile.ts";

/** What a shell makes of a command line: the bytes of each argument as a program receives them. */
async function argumentsSeenBy(shell: string, argv: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await new Deno.Command(shell, {
    args: ["-c", commandLine(["printf", "%s\\0", ...argv])],
    stdout: "piped",
  }).output();
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

for (const shell of ["/bin/sh", "/bin/bash"]) {
  Deno.test(`every argument arrives through ${shell} byte for byte as it was sent`, async () => {
    const sent = [...hostileStrings, ...randomStrings(300)];
    assert.deepEqual(await argumentsSeenBy(shell, sent), sent);
  });

  Deno.test(`a command line quoted again for a second ${shell} still carries the same arguments`, async () => {
    const sent = [...hostileStrings, ...randomStrings(50)];
    const inner = commandLine(["printf", "%s\\0", ...sent]);
    const { stdout } = await new Deno.Command(shell, {
      args: ["-c", commandLine([shell, "-c", inner])],
      stdout: "piped",
    }).output();
    assert.deepEqual(new TextDecoder().decode(stdout).split("\0").slice(0, -1), sent);
  });
}

Deno.test("a NUL is refused, for the kernel would end the argument there", () => {
  assert.throws(() => quote("a\0b"), QuoteError);
  assert.throws(() => commandLine(["echo", "a\0"]), /NUL/);
});

Deno.test("half a surrogate pair is refused, for it has no bytes", () => {
  assert.throws(() => quote("a\ud800b"), QuoteError);
});
