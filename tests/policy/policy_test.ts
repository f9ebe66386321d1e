import assert from "node:assert/strict";
import { accessClasses } from "../../src/policy/access.ts";
import { Policy } from "../../src/policy/policy.ts";
import { policySettings } from "./policy_settings.ts";

const onOff = [false, true] as const;

Deno.test("every combination of the switches allows exactly the classes of the safety table", async (t) => {
  const lines: string[] = [];
  for (const readOnly of onOff) {
    for (const safeMode of onOff) {
      for (const allowElevated of onOff) {
        for (const enableHostExec of onOff) {
          for (const acceptRisks of onOff) {
            const switches = { readOnly, safeMode, allowElevated, enableHostExec, acceptRisks };
            const policy = new Policy(policySettings(switches));
            const on = (wire: "api" | "ssh") =>
              accessClasses.filter((access) => policy.refusal(access, { wire }) === undefined).join(" ");
            const set = Object.entries(switches).filter(([, value]) => value).map(([name]) => name).join(" ");
            lines.push(`${set || "(none)"} | api: ${on("api")} | ssh: ${on("ssh")}`);
          }
        }
      }
    }
  }
  await t.assertSnapshot(lines);
});

Deno.test("a refusal names exactly the settings that would allow the class, and following it helps", () => {
  const fields = {
    PROXMOX_READ_ONLY: "readOnly",
    PROXMOX_SAFE_MODE: "safeMode",
    PROXMOX_ALLOW_ELEVATED: "allowElevated",
    ENABLE_HOST_EXEC: "enableHostExec",
    I_ACCEPT_RISKS: "acceptRisks",
  } as const;
  for (let bits = 0; bits < 32; bits++) {
    const names = Object.values(fields);
    const switches = Object.fromEntries(names.map((name, index) => [name, (bits & (1 << index)) !== 0]));
    for (const access of accessClasses) {
      for (const wire of ["api", "ssh"] as const) {
        const refusal = new Policy(policySettings(switches)).refusal(access, { wire });
        if (refusal === undefined) continue;
        assert.ok(refusal.settings.length > 0);
        const mended = { ...switches };
        for (const setting of refusal.settings) {
          assert.ok(refusal.remedy.includes(setting), `${refusal.remedy} names ${setting}`);
          const [name, value] = setting.split("=");
          const field = Object.entries(fields).find(([setting]) => setting === name)?.[1];
          assert.ok(field !== undefined);
          assert.notEqual(mended[field], value === "true", `${setting} is no news`);
          mended[field] = value === "true";
        }
        assert.equal(new Policy(policySettings(mended)).refusal(access, { wire }), undefined);
      }
    }
  }
});

Deno.test("with PROXMOX_CONFIRM=deny nothing of class destroy runs", () => {
  const policy = new Policy(policySettings({ confirm: "deny" }));
  assert.deepEqual(policy.refusal("destroy")?.settings, ["PROXMOX_CONFIRM=elicit"]);
  assert.equal(policy.refusal("write"), undefined);
});

Deno.test("a narrowed policy refuses what is above the caller's class and names the caller", () => {
  const policy = new Policy(policySettings({ acceptRisks: true, enableHostExec: true }));
  const anna = policy.narrow({ caller: "anna", access: "write" });
  assert.equal(anna.refusal("write"), undefined);
  assert.match(anna.refusal("destroy")?.message ?? "", /anna/);
  assert.match(anna.refusal("host")?.remedy ?? "", /--access host/);
  assert.equal(policy.refusal("host"), undefined, "the process's own policy stays as it was");
});

Deno.test("narrowing never widens, neither the switches nor an earlier caller", () => {
  const readOnly = new Policy(policySettings({ readOnly: true })).narrow({ caller: "root", access: "host" });
  assert.deepEqual(readOnly.refusal("write")?.settings, ["PROXMOX_READ_ONLY=false"]);
  const twice = new Policy(policySettings())
    .narrow({ caller: "reader", access: "read" })
    .narrow({ caller: "operator", access: "destroy" });
  assert.match(twice.refusal("write")?.message ?? "", /reader/);
});

Deno.test("the lists of tools work by glob, and the excluding list wins", () => {
  const policy = new Policy(
    policySettings({ tools: ["proxmox_vm_*", "proxmox_node_list"], excludeTools: ["*_stop"] }),
  );
  assert.equal(policy.toolRefusal("proxmox_vm_start"), undefined);
  assert.equal(policy.toolRefusal("proxmox_node_list"), undefined);
  assert.deepEqual(policy.toolRefusal("proxmox_vm_stop")?.settings, ["PROXMOX_EXCLUDE_TOOLS"]);
  assert.deepEqual(policy.toolRefusal("proxmox_ct_start")?.settings, ["PROXMOX_TOOLS"]);
});
