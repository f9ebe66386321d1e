import assert from "node:assert/strict";
import {
  choice,
  flag,
  integer,
  list,
  number,
  optional,
  propertyString,
  SNAPNAME,
  text,
  VMID,
} from "../../../src/simulator/api/schema.ts";
import type { Parameter } from "../../../src/simulator/api/schema.ts";
import { validate } from "../../../src/simulator/api/validate.ts";
import { QEMU_OPTIONS } from "../../../src/simulator/guest/options/qemu.ts";
import { LXC_OPTIONS } from "../../../src/simulator/guest/options/lxc.ts";

function complaint(parameter: Parameter, value: unknown): string | undefined {
  return validate({ it: parameter }, { it: value }).errors["it"];
}

const CASES: readonly (readonly [Parameter, unknown, string | undefined])[] = [
  [integer(), "x", "type check ('integer') failed - got 'x'"],
  [integer(), "512.0", "type check ('integer') failed - got '512.0'"],
  [integer(), " 512", "type check ('integer') failed - got ' 512'"],
  [integer(), 512.0, undefined],
  [integer({ minimum: 1 }), "0", "value must have a minimum value of 1"],
  [integer({ maximum: 9 }), "10", "value must have a maximum value of 9"],
  [number(), "0.5", undefined],
  [number(), "half", "type check ('number') failed - got 'half'"],
  [flag(), "on", "type check ('boolean') failed - got 'on'"],
  [flag(), "", "type check ('boolean') failed - got ''"],
  [flag(), true, undefined],
  [text({ maxLength: 3 }), "four", "value may only be 3 characters long"],
  [text({ minLength: 8 }), "short", "value must be at least 8 characters long"],
  [text({ pattern: "\\d+" }), "a", "value does not match the regex pattern"],
  [choice("a b"), "c", "value 'c' does not have a value in the enumeration 'a, b'"],
  [VMID, "99", "invalid format - value does not look like a valid VM ID\n"],
  [VMID, "abc", "type check ('integer') failed - got 'abc'"],
  [SNAPNAME, "1abc", "invalid format - invalid configuration ID '1abc'\n"],
  [SNAPNAME, "a".repeat(41), "value may only be 40 characters long"],
  [
    text({ format: "pve-storage-id" }),
    "1bad",
    "invalid format - storage ID '1bad' contains illegal characters\n",
  ],
  [text({ format: "pve-tag-list" }), "good;bad tag!", "invalid format - invalid characters in tag\n"],
  [list({ items: integer() }), ["1", "x"], "type check ('integer') failed - got 'x'"],
];

for (const [parameter, value, expected] of CASES) {
  Deno.test(`${parameter.type} ${JSON.stringify(value)} is ${expected === undefined ? "accepted" : "refused"}`, () => {
    assert.equal(complaint(parameter, value), expected);
  });
}

Deno.test("all offending parameters are reported together", () => {
  const { errors } = validate({ vmid: VMID, cores: optional(integer({ minimum: 1 })) }, {
    cores: "0",
    foo: "1",
  });
  assert.deepEqual(errors, {
    cores: "value must have a minimum value of 1",
    foo: "property is not defined in schema and the schema does not allow additional properties",
    vmid: "property is missing and it is not optional",
  });
});

Deno.test("a parameter names the one it cannot do without", () => {
  const schema = { checksum: optional(text({ requires: "algorithm" })), algorithm: optional(text()) };
  assert.deepEqual(validate(schema, { checksum: "x" }).errors, {
    algorithm: "missing property required by 'checksum'",
  });
});

Deno.test("JSON null passes as if nothing had been given, but counts as given", () => {
  assert.deepEqual(validate({ vmid: VMID }, { vmid: null }), { values: {}, errors: {} });
});

Deno.test("a list is split at commas, semicolons, blanks and NUL, and joined from repeated keys", () => {
  const parameter = text({ format: "pve-configid-list" });
  for (const value of ["one,two", "one;two", "one two", "one\0two", ["one", "two"]]) {
    assert.equal(complaint(parameter, value), undefined);
  }
  assert.equal(complaint(parameter, "one,1"), "invalid format - invalid configuration ID '1'\n");
});

Deno.test("a scalar is taken as a list of one", () => {
  assert.deepEqual(validate({ command: list() }, { command: "ls" }).values, { command: ["ls"] });
});

Deno.test("a numbered family ends at its last number", () => {
  assert.deepEqual(validate(QEMU_OPTIONS, { net31: "virtio", scsi30: "none" }).errors, {});
  assert.deepEqual(
    Object.keys(validate(QEMU_OPTIONS, { net32: "virtio", scsi31: "none", net01: "virtio" }).errors),
    [
      "net32",
      "scsi31",
      "net01",
    ],
  );
});

Deno.test("a property string is checked key by key", () => {
  const unknown = "property is not defined in schema and the schema does not allow additional properties";
  assert.deepEqual(validate(LXC_OPTIONS, { net0: "name=eth0,bridgee=vmbr0" }).errors, {
    net0: `invalid format - format error\nnet0.bridgee: ${unknown}\n`,
  });
  assert.deepEqual(validate(LXC_OPTIONS, { net0: "bridge=vmbr0" }).errors, {
    net0: "invalid format - format error\nnet0.name: property is missing and it is not optional\n",
  });
});

Deno.test("the model of a network device may stand for its key, and booleans may be words", () => {
  for (const net0 of ["virtio,bridge=vmbr0", "virtio=BC:24:11:00:00:01,firewall=on", "model=e1000"]) {
    assert.deepEqual(validate(QEMU_OPTIONS, { net0 }).errors, {});
  }
});

Deno.test("a property string without default key has no place for a bare value", () => {
  const parameter = propertyString({ one: optional(text()) });
  assert.match(
    complaint(parameter, "bare") ?? "",
    /value without key, but schema does not define a default key/,
  );
});
