import assert from "node:assert/strict";
import { listSources, repository } from "./graph.ts";

const longestFile = 300;
const vagueName = /^(?:utils?|helpers?|managers?|misc|common|shared|stuff)(?:_test)?(?:\.ts)?$/;

// A re-export is documented where it is declared; deno fmt puts every declaration at the start of its line.
const exported =
  /^export (?:declare )?(?:abstract |async )*(?:function\*?|class|interface|type|const|let|enum) (\w+)/;

async function readLines(file: string): Promise<readonly string[]> {
  return (await Deno.readTextFile(new URL(file, repository))).trimEnd().split("\n");
}

/** Names the exported declarations that no JSDoc comment stands above; an overload counts with the first of its name. */
function findUndocumented(lines: readonly string[]): readonly string[] {
  const faults: string[] = [];
  const documented = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const name = exported.exec(line)?.[1];
    if (name === undefined) continue;
    if (lines[index - 1]?.trimEnd().endsWith("*/") === true) documented.add(name);
    else if (!documented.has(name)) faults.push(`${index + 1} ${name}`);
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
  const faults: string[] = [];
  for (const file of await listSources("src")) {
    faults.push(...findUndocumented(await readLines(file)).map((fault) => `${file}:${fault} has no JSDoc`));
  }
  assert.deepEqual(faults, []);
});

Deno.test("an exported symbol without JSDoc is found", () => {
  const source = `/** Says so. */
export const told = 1;
export const untold = 2;
// Not JSDoc.
export async function silent(): Promise<void> {}
/** Two forms. */
export function twice(value: string): string;
export function twice(value: number): number;
export type { Elsewhere } from "./elsewhere.ts";`;
  assert.deepEqual(findUndocumented(source.split("\n")), ["3 untold", "5 silent"]);
});
