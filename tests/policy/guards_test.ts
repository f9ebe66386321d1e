import assert from "node:assert/strict";
import { accessClasses } from "../../src/policy/access.ts";
import { PolicyError } from "../../src/policy/errors.ts";
import { callGuard, processGuard } from "../../src/policy/guards.ts";
import { Policy } from "../../src/policy/policy.ts";
import { policySettings } from "./policy_settings.ts";

const samples = {
  read: { method: "GET", path: "/nodes/pve1/qemu/100/config" },
  write: { method: "POST", path: "/nodes/pve1/qemu/100/status/start" },
  destroy: { method: "DELETE", path: "/nodes/pve1/qemu/100" },
  exec: { method: "POST", path: "/nodes/pve1/qemu/100/agent/exec" },
  host: { method: "POST", path: "/nodes/pve1/termproxy" },
} as const;

const everything = { acceptRisks: true, enableHostExec: true, allowElevated: true };

Deno.test("in read-only nothing but harmless GETs passes the process guard, and no command", () => {
  for (const wire of ["api", "ssh"] as const) {
    const guard = processGuard(new Policy(policySettings({ ...everything, readOnly: true })), wire);
    guard.check(samples.read);
    for (const access of ["write", "destroy", "exec", "host"] as const) {
      assert.throws(() => guard.check(samples[access]), /PROXMOX_READ_ONLY|is off/);
    }
    assert.throws(
      () => guard.check({ method: "GET", path: "/nodes/pve1/qemu/100/agent/file-read" }),
      PolicyError,
    );
    assert.throws(() => guard.checkCommand("exec"), PolicyError);
    assert.throws(() => guard.checkCommand("host"), PolicyError);
  }
});

Deno.test("the SSH wire carries changes only with I_ACCEPT_RISKS, the API without", () => {
  const cautious = new Policy(policySettings({ allowElevated: true }));
  processGuard(cautious, "api").check(samples.write);
  processGuard(cautious, "api").check(samples.exec);
  for (const access of ["write", "destroy", "exec"] as const) {
    assert.throws(
      () => processGuard(cautious, "ssh").check(samples[access]),
      (error: unknown) => error instanceof PolicyError && error.settings.includes("I_ACCEPT_RISKS=true"),
    );
  }
  processGuard(cautious, "ssh").check(samples.read);
  assert.throws(() => processGuard(cautious, "ssh").checkCommand("exec"), PolicyError);
  processGuard(new Policy(policySettings({ acceptRisks: true })), "ssh").check(samples.destroy);
});

Deno.test("a refused request says what it would do, what keeps it off and how that is changed", () => {
  const guard = processGuard(new Policy(policySettings({ safeMode: true })), "api");
  assert.throws(() => guard.check(samples.destroy), {
    message:
      "DELETE /nodes/pve1/qemu/100 was not sent, because it removes a guest with its disks and snapshots. " +
      "Destroying data or state is off (access class destroy).",
    remedy: "The owner allows it with PROXMOX_SAFE_MODE=false and a restart of the server.",
  });
});

Deno.test("a call's requests stay within the class that its tool declares", () => {
  const policy = new Policy(policySettings(everything));
  const within = {
    read: ["read"],
    write: ["read", "write"],
    destroy: ["read", "write", "destroy"],
    exec: ["read", "exec"],
    host: ["read", "exec", "host"],
  } as const;
  for (const access of accessClasses) {
    const guard = callGuard(policy, { tool: "proxmox_test", access, confirmed: true });
    const allowed: readonly string[] = within[access];
    for (const wanted of accessClasses) {
      const check = () => guard.check(samples[wanted]);
      if (allowed.includes(wanted)) check();
      else assert.throws(check, /proxmox_test is of class/, `${access} does not cover ${wanted}`);
    }
  }
});

Deno.test("what loses data leaves only in a confirmed call, unless confirmation is off", () => {
  const call = { tool: "proxmox_guest_delete", access: "destroy", confirmed: false } as const;
  const policy = new Policy(policySettings());
  assert.throws(() => callGuard(policy, call).check(samples.destroy), /nobody has confirmed/);
  callGuard(policy, call).check(samples.read);
  callGuard(policy, { ...call, confirmed: true }).check(samples.destroy);
  callGuard(new Policy(policySettings({ confirm: "off" })), call).check(samples.destroy);
});

Deno.test("a write tool cannot lose data by way of a parameter", () => {
  const policy = new Policy(policySettings());
  const guard = callGuard(policy, { tool: "proxmox_vm_configure", access: "write", confirmed: true });
  const request = { method: "PUT", path: "/nodes/pve1/qemu/100/config" } as const;
  guard.check({ ...request, parameters: { memory: 1024 } });
  assert.throws(() => guard.check({ ...request, parameters: { delete: "unused0" } }), PolicyError);
});

Deno.test("a call that is confirmed is still bound by the switches", () => {
  const policy = new Policy(policySettings({ readOnly: true }));
  const guard = callGuard(policy, { tool: "proxmox_guest_delete", access: "destroy", confirmed: true });
  assert.throws(() => guard.check(samples.destroy), PolicyError);
});
