import assert from "node:assert/strict";
import {
  isSecretParameter,
  maskArguments,
  maskParameters,
} from "../../../src/policy/masking/mask_request.ts";

const canary = "canary7f3a";

/** Requests whose parameters hold the canary wherever that endpoint takes a secret. */
const requests: readonly (readonly [path: string, parameters: Readonly<Record<string, unknown>>])[] = [
  ["/nodes/pve1/qemu/100/config", { cipassword: canary, args: `-object secret,id=s,data=${canary}` }],
  ["/nodes/pve1/qemu", { vmid: 199, cipassword: canary, description: `password=${canary}` }],
  ["/nodes/pve1/lxc", { vmid: 199, password: canary, env: `DB_PASS=${canary}` }],
  ["/nodes/pve1/qemu/100/agent/set-user-password", { username: "root", password: canary }],
  ["/nodes/pve1/certificates/custom", { certificates: "x", key: canary }],
  ["/nodes/pve1/subscription", { key: canary }],
  ["/access/users", { userid: "a@pve", password: canary, keys: canary }],
  ["/access/password", { userid: "a@pve", password: canary, "confirmation-password": canary }],
  ["/access/tfa/a@pve", { type: "totp", totp: canary, value: canary, password: canary }],
  ["/access/domains", { realm: "sso", "client-key": canary }],
  ["/access/ticket", { username: "a@pve", password: canary, otp: canary }],
  ["/storage", { storage: "pbs", password: canary, "encryption-key": canary, keyring: canary }],
  ["/cluster/acme/account", { contact: "a@example.org", "eab-hmac-key": canary }],
  ["/cluster/acme/plugins", { id: "cf", data: canary }],
  ["/cluster/metrics/server/influx", { token: canary, "otel-headers": canary }],
  ["/cluster/notifications/endpoints/gotify", { name: "g", token: canary }],
  ["/cluster/notifications/endpoints/webhook", {
    url: `https://hooks.example.org/${canary}`,
    header: `name=Authorization,value=${canary}`,
    secret: `name=s,value=${canary}`,
  }],
  ["/cluster/sdn/dns", { dns: "p", key: canary, url: "https://dns.example.org" }],
  ["/cluster/sdn/ipams", { ipam: "n", token: canary }],
];

for (const [path, parameters] of requests) {
  Deno.test(`no secret is left in the parameters of a request to ${path}, however the call writes it`, () => {
    assert.doesNotMatch(JSON.stringify(maskParameters(path, parameters)), new RegExp(canary));
    for (const written of [path, `/api2/json${path}/`, path.slice(1), ` /api2/extjs/${path}`]) {
      for (const given of [parameters, JSON.stringify(parameters), JSON.stringify(parameters).slice(0, -1)]) {
        const shown = JSON.stringify(maskArguments({ method: "POST", path: written, parameters: given }));
        assert.doesNotMatch(shown, new RegExp(canary));
      }
    }
  });
}

Deno.test("parameters that are no secret stay", () => {
  const parameters = { cores: 2, name: "web", net0: "virtio,bridge=vmbr0", scsi1: "local:8" };
  assert.deepEqual(maskParameters("/nodes/pve1/qemu/100/config", parameters), parameters);
  assert.equal(isSecretParameter("/nodes/pve1/qemu/100/sendkey", "key"), false);
  assert.equal(isSecretParameter("/access/domains", "client-id"), false);
});

Deno.test("parameters of a path that cannot be read show their names alone", () => {
  for (const path of ["/nodes/../access/ticket", "/nodes/%zz", undefined, 7]) {
    assert.deepEqual(maskArguments({ path, parameters: { otp: canary, other: canary } }), {
      path,
      parameters: { otp: "[redacted]", other: "[redacted]" },
    });
  }
});

Deno.test("the beginning of a secret's name, which pvesh takes for the whole, is as secret", () => {
  for (const name of ["cipassw", "PASSWORD", "passwo", "encryption", "keyri"]) {
    assert.equal(isSecretParameter("/storage", name), true, name);
  }
});

Deno.test("of files, input and environments only so much is kept as tells what was done", () => {
  assert.deepEqual(
    maskArguments({
      vmid: 100,
      command: "cat > x",
      stdin: "four",
      content: "fives",
      env: { DB_PASS: canary, LANG: "C" },
    }),
    {
      vmid: 100,
      command: "cat > x",
      stdin: "[4 characters]",
      content: "[5 characters]",
      env: { DB_PASS: "[redacted]", LANG: "[redacted]" },
    },
  );
  assert.deepEqual(maskArguments({ env: `{"DB_PASS":"${canary}"}` }), { env: { DB_PASS: "[redacted]" } });
});
