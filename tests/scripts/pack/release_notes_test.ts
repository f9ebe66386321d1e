import assert from "node:assert/strict";
import { bundleName } from "../../../scripts/pack/bundle.ts";
import { releaseNotes } from "../../../scripts/pack/release_notes.ts";
import { standInRelease } from "../../harness/stand_in_release.ts";

const changelog = (version: string): string =>
  `# Changelog\n\n## [Unreleased]\n\n- Later.\n\n## [${version}] - 2026-12-01\n\n### Added\n\n- Now.\n\n## [0.0.1]\n\n- Before.\n`;

Deno.test("the notes of a release have its own changes, and the size of each binary and bundle", async () => {
  await using packed = await standInRelease();
  const release = {
    ...packed.release,
    binaries: packed.release.binaries.map((binary, index) => ({
      ...binary,
      size: 100_000_000 + index * 1_000_000,
    })),
  };
  const sizes = new Map(
    release.binaries.map((binary, index) => [bundleName(binary), 40_000_000 + index * 100_000]),
  );
  const notes = await releaseNotes(release, changelog(release.version), sizes);
  assert.match(notes, /^### Added\n\n- Now\.\n\n## Install/);
  assert.doesNotMatch(notes, /Later|Before|@[A-Z]/);
  for (const [index, binary] of release.binaries.entries()) {
    assert.ok(
      notes.includes(
        `| \`${binary.name}\` | ${100 + index}.0 MB | \`${bundleName(binary)}\` | 40.${index} MB |`,
      ),
      binary.name,
    );
  }
});

Deno.test("a version that the changelog does not know is not released", async () => {
  await using packed = await standInRelease();
  await assert.rejects(
    releaseNotes(
      packed.release,
      "## [Unreleased]\n",
      new Map(packed.release.binaries.map((binary) => [bundleName(binary), 1])),
    ),
    /no part for/,
  );
});
