import assert from "node:assert/strict";
import { repository } from "./graph.ts";

const files = [
  ".ci/run",
  ".github/workflows/ci.yml",
  ".github/workflows/release.yml",
  "README.md",
  "CONTRIBUTING.md",
  "Dockerfile",
];
const denoVersion = /(?:\bdeno@|\bdenoland\/deno:|\bDENO_VERSION: )(\d+\.\d+\.\d+)/g;

Deno.test("every file that names a version of Deno names the same one", async () => {
  const versions = new Map<string, string[]>();
  for (const file of files) {
    const text = await Deno.readTextFile(new URL(file, repository));
    for (const [, version = ""] of text.matchAll(denoVersion)) {
      versions.set(version, [...versions.get(version) ?? [], file]);
    }
  }
  assert.deepEqual([...versions.keys()], [Deno.version.deno], `found ${JSON.stringify([...versions])}`);
});
