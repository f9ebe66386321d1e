import assert from "node:assert/strict";
import { counted, countWords, list } from "../../src/text/list.ts";
import { type Column, lines, table } from "../../src/text/table.ts";

interface Row {
  readonly vmid: number;
  readonly name: string;
  readonly tags?: string;
}

const columns: readonly Column<Row>[] = [
  { heading: "vmid", cell: (row) => row.vmid, right: true },
  { heading: "name", cell: (row) => row.name },
  { heading: "tags", cell: (row) => row.tags },
];

function crowd(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({ vmid: 100 + index, name: `guest-${index}` }));
}

Deno.test("a table aligns its columns under upper-case headings without trailing spaces", () => {
  const rows = [{ vmid: 100, name: "dns", tags: "infra" }, { vmid: 9000, name: "a-longer-name" }];
  assert.equal(
    table(rows, columns),
    ["VMID  NAME           TAGS", " 100  dns            infra", "9000  a-longer-name"].join("\n"),
  );
});

Deno.test("a column that is empty in every row is left out", () => {
  assert.equal(table([{ vmid: 100, name: "-" }], columns), "VMID\n 100");
});

Deno.test("lines leave out what is unknown", () => {
  assert.equal(
    lines([["node", "pve1"], ["lock", undefined], ["pool", ""], ["guests", 0]]),
    "node: pve1\nguests: 0",
  );
});

Deno.test("a list says how many of how many rows it shows, and how to see others", () => {
  const options = { columns, limit: 50, characters: 25_000, narrow: "narrow with node=, name=" };
  const text = list(crowd(312), options);
  assert.equal(text.split("\n").length, 52);
  assert.match(text, /\n50 of 312 shown; narrow with node=, name=\.$/);
  assert.doesNotMatch(list(crowd(50), options), /shown/);
  assert.equal(list([], options), "");
});

Deno.test("a list shows as many rows as fit the characters", () => {
  for (const characters of [600, 2500, 25_000]) {
    const text = list(crowd(5000), { columns, limit: 5000, characters, narrow: "narrow with name=" });
    assert.ok(text.length <= characters, `${text.length} > ${characters}`);
    assert.ok(text.length >= characters * 0.6, `${text.length} wastes much of ${characters}`);
    assert.match(text, /\d+ of 5000 shown/);
  }
});

Deno.test("one row that is too wide is shown all the same", () => {
  const rows = [{ vmid: 100, name: "x".repeat(900) }, { vmid: 101, name: "y" }];
  assert.match(list(rows, { columns, limit: 10, characters: 300, narrow: "" }), /1 of 2 shown/);
});

Deno.test("counted words come most frequent first", () => {
  assert.equal(countWords(["stopped", "running", "running", "paused"]), "2 running, 1 paused, 1 stopped");
  assert.equal(countWords([]), "");
});

Deno.test("one thing is counted as one", () => {
  assert.deepEqual([counted(0, "node"), counted(1, "node"), counted(2, "node")], [
    "0 nodes",
    "1 node",
    "2 nodes",
  ]);
});
