/**
 * Makes the release's binaries and their `SHA256SUMS`.
 *
 *     deno task compile [--target NAME]... [--output FOLDER]
 *
 * Targets are linux-x64, linux-arm64, macos-x64, macos-arm64 and windows-x64; all of them where none is named. The
 * folder is `dist` unless named. `deno compile` downloads its runtime base; where it cannot, `DENORT_BIN` names a local
 * one (see `scripts/embed_check.ts`).
 */
import { parseArgs } from "node:util";
import { type Binary, compileBinary } from "./compile/binary.ts";
import { writeChecksums } from "./compile/checksums.ts";
import { findTargets } from "./compile/targets.ts";
import { print } from "./print.ts";

const { values } = parseArgs({
  options: {
    target: { type: "string", multiple: true, default: [] },
    output: { type: "string", default: "dist" },
  },
});

await Deno.mkdir(values.output, { recursive: true });
const binaries: Binary[] = [];
for (const target of findTargets(values.target)) {
  const binary = await compileBinary(target, values.output);
  binaries.push(binary);
  await print(`${(binary.size / 1e6).toFixed(1).padStart(6)} MB  ${values.output}/${binary.name}`);
}
await writeChecksums(values.output, binaries.map((binary) => binary.name));
