import assert from "node:assert/strict";
import { confirmationReason } from "../../../src/policy/confirmation/rules.ts";

const stop = {
  tool: "proxmox_vm_stop",
  access: "write",
  guests: [{ vmid: 100, tags: ["Prod"], pool: "shop" }],
} as const;

Deno.test("every call that destroys is confirmed, by its class or by what it loses", () => {
  const settings = { confirm: "elicit", confirmRules: [] } as const;
  assert.equal(confirmationReason(settings, { tool: "t", access: "destroy", guests: [] }), "destroys");
  assert.equal(
    confirmationReason(settings, { tool: "t", access: "host", destroys: true, guests: [] }),
    "destroys",
  );
  assert.equal(confirmationReason(settings, stop), undefined);
});

Deno.test("a rule asks by tool, class, tag or pool, and is told as the reason", () => {
  for (
    const rule of [
      { kind: "tool", glob: "*_stop" },
      { kind: "class", access: "write" },
      { kind: "tag", tag: "prod" },
      { kind: "pool", pool: "shop" },
    ] as const
  ) {
    const settings = { confirm: "token", confirmRules: [{ kind: "tool", glob: "x" }, rule] } as const;
    assert.equal(confirmationReason(settings, stop), rule);
  }
  for (
    const rule of [
      { kind: "tool", glob: "stop" },
      { kind: "class", access: "exec" },
      { kind: "tag", tag: "production" },
      { kind: "pool", pool: "shops" },
    ] as const
  ) {
    assert.equal(confirmationReason({ confirm: "token", confirmRules: [rule] }, stop), undefined);
  }
});

Deno.test("nothing is asked about reading, nor with PROXMOX_CONFIRM=off", () => {
  const rules = [{ kind: "tool", glob: "*" }] as const;
  assert.equal(
    confirmationReason({ confirm: "elicit", confirmRules: rules }, { tool: "t", access: "read", guests: [] }),
    undefined,
  );
  assert.equal(
    confirmationReason({ confirm: "off", confirmRules: rules }, { tool: "t", access: "destroy", guests: [] }),
    undefined,
  );
});
