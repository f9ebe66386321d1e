/**
 * Runs the embedding step of `deno compile` for every target without its runtime base, which some build machines cannot
 * download. In its place stands the `deno` binary of the same platform from npm (`@deno/win32-x64` and its siblings).
 *
 *     deno run -A scripts/embed_check.ts [--output FOLDER]
 *
 * It proves that the module graph embeds for all platforms, that each file has its platform's format and name, and how
 * much the program adds. It does not prove that a binary runs: the stand-in is not the runtime base.
 */
import { parseArgs } from "node:util";
import { compileBinary } from "./compile/binary.ts";
import { writeChecksums } from "./compile/checksums.ts";
import { detectFormat } from "./compile/format.ts";
import { fetchStandIn } from "./compile/stand_in.ts";
import { targets } from "./compile/targets.ts";
import { print } from "./print.ts";

const { values } = parseArgs({ options: { output: { type: "string" } } });
const work = await Deno.makeTempDir({ prefix: "proxmox-mcp-embed-" });
const output = values.output ?? `${work}/dist`;
let wrong = 0;
try {
  await Deno.mkdir(output, { recursive: true });
  const names: string[] = [];
  for (const target of targets) {
    const denort = await fetchStandIn(target, work);
    const binary = await compileBinary(target, output, { denort });
    const format = await detectFormat(`${output}/${binary.name}`);
    const added = binary.size - (await Deno.stat(denort)).size;
    if (format !== target.name) wrong += 1;
    names.push(binary.name);
    await print(
      `${binary.name.padEnd(36)} ${(binary.size / 1e6).toFixed(1).padStart(6)} MB, ` +
        `${(added / 1e6).toFixed(1)} MB added, format ${format}`,
    );
  }
  await writeChecksums(output, names);
} finally {
  await Deno.remove(work, { recursive: true });
}
await print(
  wrong === 0 ? "Every target embeds in its own format." : `${wrong} targets have the wrong format.`,
);
Deno.exit(wrong === 0 ? 0 : 1);
