import assert from "node:assert/strict";
import { repositoryName } from "../harness/repository_name.ts";

const root = new URL("../../", import.meta.url);

interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}

/** The instructions of the Dockerfile, by stage: a line that ends in a backslash goes on in the next. */
async function readStages(): Promise<readonly (readonly Instruction[])[]> {
  const text = await Deno.readTextFile(new URL("Dockerfile", root));
  const stages: Instruction[][] = [[]];
  for (const line of text.replaceAll(/\\\n\s*/g, "").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [, keyword = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ??
      assert.fail(`No instruction: ${line}`);
    if (keyword === "FROM") stages.push([]);
    stages.at(-1)?.push({ keyword, rest });
  }
  return stages.slice(1);
}

function find(stage: readonly Instruction[], keyword: string): readonly string[] {
  return stage.filter((instruction) => instruction.keyword === keyword).map(({ rest }) => rest);
}

Deno.test("the image runs the program without a shell, as a user without rights, and checks its health by itself", async () => {
  const stage = (await readStages()).at(-1) ?? [];
  assert.match(find(stage, "FROM").join(), /:nonroot$/);
  assert.deepEqual(find(stage, "USER"), ["65532:65532"]);
  const program: unknown = JSON.parse(find(stage, "ENTRYPOINT").join());
  assert.deepEqual(program, ["/usr/local/bin/proxmox-mcp"]);
  assert.match(find(stage, "HEALTHCHECK").join(), /CMD \["\/usr\/local\/bin\/proxmox-mcp", "health"\]$/);
  // Without a shell in the image nothing can run while it is built.
  assert.deepEqual(find(stage, "RUN"), []);
});

Deno.test("the image is named as the MCP registry expects", async () => {
  const stage = (await readStages()).at(-1) ?? [];
  assert.ok(find(stage, "ARG").includes(`SERVER_NAME=io.github.${await repositoryName()}`));
  assert.match(find(stage, "LABEL").join(), /io\.modelcontextprotocol\.server\.name=\$SERVER_NAME/);
});

Deno.test("everything that the image is built from is let through by .dockerignore, and is there", async () => {
  const [source = []] = await readStages();
  const ignore = (await Deno.readTextFile(new URL(".dockerignore", root))).trim().split("\n");
  assert.equal(ignore[0], "*");
  const copied = find(source, "COPY").flatMap((rest) => rest.split(" ").slice(0, -1));
  assert.deepEqual(copied.toSorted(), ignore.slice(1).map((line) => line.slice(1)).toSorted());
  for (const path of copied) await Deno.stat(new URL(path, root));
});
