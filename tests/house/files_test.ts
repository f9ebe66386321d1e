import assert from "node:assert/strict";
import { z } from "zod";
import { listSources, repository, runDeno } from "./graph.ts";

const longestFile = 300;
const vagueName = /^(?:utils?|helpers?|managers?|misc|common|shared|stuff)(?:_test)?(?:\.ts)?$/;

const documentation = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      symbols: z.array(
        z.object({
          name: z.string(),
          declarations: z.array(
            z.object({
              declarationKind: z.string(),
              kind: z.string(),
              location: z.object({ filename: z.string(), line: z.number() }),
              jsDoc: z.object({ doc: z.string().optional() }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

async function readLines(file: string): Promise<readonly string[]> {
  return (await Deno.readTextFile(new URL(file, repository))).trimEnd().split("\n");
}

/** Names the exported declarations without a sentence of JSDoc, from the answer of `deno doc --json`. */
function findUndocumented(answer: unknown): readonly string[] {
  const faults: string[] = [];
  for (const [file, { symbols }] of Object.entries(documentation.parse(answer).nodes)) {
    for (const { name, declarations } of symbols) {
      // Overloads share one sentence; a re-export is documented where it is declared.
      const own = declarations.filter((declaration) =>
        declaration.declarationKind === "export" && declaration.location.filename === file
      );
      if (own.length === 0 || own.some((declaration) => (declaration.jsDoc?.doc ?? "") !== "")) continue;
      // deno doc counts lines from zero.
      const line = 1 + (own[0]?.location.line ?? 0);
      faults.push(`${file.replace(repository.href, "")}:${line} ${name} has no JSDoc`);
    }
  }
  return faults;
}

Deno.test(`no source file is longer than ${longestFile} lines`, async () => {
  const long: string[] = [];
  for (const file of ["main.ts", ...await listSources("src"), ...await listSources("scripts")]) {
    const { length } = await readLines(file);
    if (length > longestFile) long.push(`${file} has ${length} lines`);
  }
  assert.deepEqual(long, []);
});

Deno.test("every file name tells what is in the file", async () => {
  const files = (await Promise.all(["src", "tests", "scripts"].map(listSources))).flat();
  assert.deepEqual(files.filter((file) => file.split("/").some((part) => vagueName.test(part))), []);
});

Deno.test("every rule of the linter that a line sets aside is set aside for a reason", async () => {
  const bare: string[] = [];
  for (
    const file of ["main.ts", ...(await Promise.all(["src", "tests", "scripts"].map(listSources))).flat()]
  ) {
    for (const [index, line] of (await readLines(file)).entries()) {
      if (/^\s*\/\/ deno-lint-ignore(?:-file)?\b(?!.* -- \w)/.test(line)) bare.push(`${file}:${index + 1}`);
    }
  }
  assert.deepEqual(bare, []);
});

Deno.test("every exported symbol of src says what it is", async () => {
  assert.deepEqual(
    findUndocumented(JSON.parse(await runDeno(["doc", "--json", ...await listSources("src")]))),
    [],
  );
});

Deno.test("an exported symbol without JSDoc is found", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, "/** Says so. */\nexport const told = 1;\nexport const untold = 2;\n");
    const faults = findUndocumented(JSON.parse(await runDeno(["doc", "--json", file])));
    assert.deepEqual(faults.map((fault) => fault.split(":").at(-1)), ["3 untold has no JSDoc"]);
  } finally {
    await Deno.remove(file);
  }
});
