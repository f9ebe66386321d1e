/**
 * Makes everything of a release that is not a binary, beside the binaries: installers, packages and their checksums.
 *
 *     deno task pack [--folder FOLDER] [--repository OWNER/NAME] [--notes FILE]
 *
 * The folder, `dist` unless named, holds the binaries and their `SHA256SUMS`, as `deno task compile` leaves it; the version
 * comes from `deno.json`, and so does the repository unless it is named. `SHA256SUMS` lists every file afterwards. `--notes`
 * writes the text of the release, with the version's part of `CHANGELOG.md`.
 * `SOURCE_DATE_EPOCH` is the time that files in packages carry, the last commit's unless it is set: the same source gives
 * the same bytes.
 */
import { parseArgs } from "node:util";
import { writeChecksums } from "./compile/checksums.ts";
import { packRelease } from "./pack/pack_release.ts";
import { readRelease } from "./pack/release.ts";
import { releaseNotes } from "./pack/release_notes.ts";
import { print } from "./print.ts";
import { runProgram } from "./run_program.ts";

const { values } = parseArgs({
  options: {
    folder: { type: "string", default: "dist" },
    repository: { type: "string" },
    notes: { type: "string" },
  },
});

const release = await readRelease(values.folder, values.repository);
const time = Number(
  Deno.env.get("SOURCE_DATE_EPOCH") ?? await runProgram("git", ["log", "-1", "--format=%ct"]),
);
const sizes = new Map<string, number>();
for await (const name of packRelease(release, values.folder, time)) {
  const { size } = await Deno.stat(`${values.folder}/${name}`);
  sizes.set(name, size);
  await print(`${(size / 1e6).toFixed(3).padStart(8)} MB  ${values.folder}/${name}`);
}
const files = await Array.fromAsync(Deno.readDir(values.folder));
await writeChecksums(values.folder, files.map(({ name }) => name).filter((name) => name !== "SHA256SUMS"));
if (values.notes !== undefined) {
  const changelog = await Deno.readTextFile(new URL("../CHANGELOG.md", import.meta.url));
  await Deno.writeTextFile(values.notes, await releaseNotes(release, changelog, sizes));
}
