import assert from "node:assert/strict";
import { parameterPairs } from "../../src/wire/parameters.ts";

const config = { method: "PUT", path: "/nodes/pve/qemu/100/config" } as const;

Deno.test("booleans become 1 and 0, lists repeat their name, nothing is sent for null", () => {
  const parameters = {
    onboot: true,
    acpi: false,
    cores: 2,
    command: ["a", 1],
    tags: null,
    name: undefined,
    vms: [],
  };
  assert.deepEqual(parameterPairs({ ...config, parameters }), [
    ["onboot", "1"],
    ["acpi", "0"],
    ["cores", "2"],
    ["command", "a"],
    ["command", "1"],
  ]);
  assert.deepEqual(parameterPairs(config), []);
});

Deno.test("an empty value in a guest's configuration is refused with the way to unset it", () => {
  for (const path of ["/nodes/pve/qemu/100/config", "/nodes/pve/lxc/100/config", "/nodes/pve/qemu"]) {
    assert.throws(() => parameterPairs({ method: "PUT", path, parameters: { tags: "" } }), {
      name: "WireError",
      remedy: "To unset it, send delete=tags instead.",
    });
  }
});

Deno.test("an empty value elsewhere is sent, for there it clears a comment or is the content", () => {
  const request = { method: "PUT", path: "/pools/lab", parameters: { comment: "" } } as const;
  assert.deepEqual(parameterPairs(request), [["comment", ""]]);
});

Deno.test("a number that is not finite is refused by name", () => {
  assert.throws(
    () => parameterPairs({ ...config, parameters: { memory: NaN } }),
    /The parameter memory is NaN/,
  );
});
