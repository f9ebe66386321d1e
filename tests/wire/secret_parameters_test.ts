import assert from "node:assert/strict";
import { pveshCommand } from "../../src/ssh/pvesh_command.ts";
import { secretParameter } from "../../src/wire/secret_parameters.ts";

Deno.test("a request with a password is never made a command line", () => {
  const request = {
    method: "PUT" as const,
    path: "/nodes/pve1/qemu/100/config",
    parameters: { cipassword: "s3cret-enough", ciuser: "admin" },
  };
  assert.equal(secretParameter(request), "cipassword");
  assert.throws(() => pveshCommand(request), /its parameter cipassword would stand in a command line/);
});

Deno.test("parameters without secrets go over SSH as they are", () => {
  const request = {
    method: "PUT" as const,
    path: "/nodes/pve1/qemu/100/config",
    parameters: { ciuser: "admin" },
  };
  assert.equal(secretParameter(request), undefined);
  assert.deepEqual(pveshCommand(request).slice(0, 5), [
    "pvesh",
    "set",
    "/nodes/pve1/qemu/100/config",
    "--ciuser",
    "admin",
  ]);
});
