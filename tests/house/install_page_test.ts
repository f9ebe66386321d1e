import assert from "node:assert/strict";
import { permissions } from "../../src/cli/permissions.ts";
import { repositoryName } from "../harness/repository_name.ts";
import { repository } from "./graph.ts";

async function readPage(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(path, repository));
}

Deno.test("the documentation runs the program with the permissions that binaries embed, and gives a reason for each", async () => {
  const page = await readPage("docs/install.md");
  const commands = [
    ...page.replaceAll(/\\\n\s+/g, "").matchAll(/^deno run ((?:--\S+ )+?)(?:--import-map|main\.ts)/gm),
  ];
  assert.deepEqual(commands.map(([, flags]) => flags?.trim()), [
    permissions.join(" "),
    permissions.join(" "),
  ]);
  assert.deepEqual([...page.matchAll(/^\| `(--[a-z-]+)` /gm)].map(([, flag]) => flag), [...permissions]);
});

Deno.test("every address of the repository and its image is the one that deno.json names", async () => {
  const name = await repositoryName();
  for (
    const path of [
      "README.md",
      "docs/install.md",
      "docker-compose.yml",
      "examples/kubernetes/proxmox-mcp.yaml",
    ]
  ) {
    const addresses = (await readPage(path)).matchAll(
      /(?:github\.com|raw\.githubusercontent\.com|ghcr\.io)\/([\w.-]+\/proxmox-mcp)\b/g,
    );
    assert.deepEqual([...addresses].map(([, found]) => found).filter((found) => found !== name), [], path);
  }
});
