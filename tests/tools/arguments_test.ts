import assert from "node:assert/strict";
import * as z from "zod";
import { ArgumentsError, optionalText, parseArguments } from "../../src/tools/arguments.ts";
import { schemaOf } from "../../src/tools/schema.ts";
import { explain } from "../../src/text/explained.ts";

const shape = {
  vmid: z.int().min(100),
  ram: z.boolean().optional(),
  name: z.string().optional(),
  state: z.enum(["running", "stopped"]).optional(),
  hours: z.number().positive().optional(),
  command: z.array(z.string()).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
};

function parse(given: unknown): Record<string, unknown> {
  return parseArguments("proxmox_test", z.strictObject(shape), schemaOf(z.object(shape), "input"), given);
}

/** What a caller reads of arguments that do not fit. */
function refusal(given: unknown): string {
  try {
    parse(given);
  } catch (error) {
    assert.ok(error instanceof ArgumentsError);
    return explain(error);
  }
  throw new Error(`${JSON.stringify(given)} was accepted`);
}

Deno.test("numbers and booleans may come as text", () => {
  assert.deepEqual(parse({ vmid: "101", ram: "true", hours: " 1.5 " }), { vmid: 101, ram: true, hours: 1.5 });
  for (const yes of [true, 1, "1", "yes", "True"]) assert.equal(parse({ vmid: 101, ram: yes }).ram, true);
  for (const no of [false, 0, "0", "no", "FALSE"]) assert.equal(parse({ vmid: 101, ram: no }).ram, false);
});

Deno.test("texts may come as numbers", () => {
  assert.equal(parse({ vmid: 101, name: 2024 }).name, "2024");
});

Deno.test("null means absent", () => {
  assert.deepEqual(parse({ vmid: 101, ram: null, name: null, command: null }), { vmid: 101 });
  assert.match(refusal({ vmid: null }), /vmid is missing/);
});

Deno.test("lists and objects may come as JSON text, and one word as a list of one", () => {
  assert.deepEqual(parse({ vmid: 101, command: '["ls","-l"]' }).command, ["ls", "-l"]);
  assert.deepEqual(parse({ vmid: 101, command: "uptime" }).command, ["uptime"]);
  assert.deepEqual(parse({ vmid: 101, parameters: '{"cores":2}' }).parameters, { cores: 2 });
  assert.match(refusal({ vmid: 101, parameters: "cores=2" }), /parameters/);
});

Deno.test("all arguments may come as one JSON text", () => {
  assert.deepEqual(parse('{"vmid":"101"}'), { vmid: 101 });
  assert.match(refusal(undefined), /vmid is missing/);
  assert.match(refusal("101"), /vmid is missing/);
  assert.match(refusal([101]), /must be an object/);
});

Deno.test("an unknown argument is refused by name, with the nearest one", () => {
  assert.match(refusal({ vmid: 101, vimd: 102 }), /there is no argument "vimd" \(did you mean vmid\?\)/);
  assert.match(
    refusal({ vmid: 101, force_it: 1 }),
    /there is no argument "force_it"; |there is no argument "force_it"\./,
  );
  assert.doesNotMatch(refusal({ vmid: 101, zzzzzzzz: 1 }), /did you mean/);
});

Deno.test("every argument at fault is told at once, with those that the tool takes", () => {
  const text = refusal({ vmid: 5, state: "on", nmae: "x" });
  assert.match(text, /^proxmox_test was not called: /);
  for (const fault of [/vmid: /, /state: .*running.*stopped/, /"nmae" \(did you mean name\?\)/]) {
    assert.match(text, fault);
  }
  assert.match(text, /Its arguments: vmid \(required\), ram, name, state/);
});

Deno.test("a number out of bounds and a text that is no number are refused", () => {
  assert.match(refusal({ vmid: 99 }), /vmid: .*100/);
  assert.match(refusal({ vmid: "web1" }), /vmid: expected number, received string/);
  assert.match(refusal({ vmid: "" }), /vmid: expected number/);
  assert.match(refusal({ vmid: 101.5 }), /vmid: .*int/);
  assert.match(refusal({ vmid: 101, hours: 0 }), /hours: /);
  assert.match(refusal({ vmid: "1e400" }), /vmid: /);
});

Deno.test("a hostile name is told short and in one line", () => {
  const text = refusal({ vmid: 101, ["x\n".repeat(500)]: 1 });
  assert.ok(text.length < 400, String(text.length));
  assert.doesNotMatch(text, /\n/);
});

Deno.test("names that objects inherit are no arguments", () => {
  assert.match(refusal(JSON.parse('{"vmid":101,"__proto__":{"ram":true}}')), /no argument "__proto__"/);
  assert.match(refusal({ vmid: 101, constructor: 1 }), /no argument "constructor"/);
});

Deno.test("an argument beside the tool's own must be a text", () => {
  assert.equal(optionalText("cluster", "lab"), "lab");
  for (const absent of [undefined, null, ""]) assert.equal(optionalText("cluster", absent), undefined);
  assert.throws(() => optionalText("cluster", 5), ArgumentsError);
});
