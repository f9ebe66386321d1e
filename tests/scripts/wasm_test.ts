import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { compile, modules } from "../../scripts/wasm.ts";

for (const module of modules) {
  Deno.test(`${module}.wasm is what its source compiles to (else run deno task wasm)`, async () => {
    const path = fileURLToPath(new URL(`../../${module}.wasm`, import.meta.url));
    assert.deepEqual(await Deno.readFile(path), await compile(module));
  });
}
