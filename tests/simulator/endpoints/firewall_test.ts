import assert from "node:assert/strict";
import { type Data, Lab } from "../client.ts";

const GUEST = "/nodes/pve1/qemu/101/firewall";

Deno.test("a new rule comes first, and rules are moved by their position", async () => {
  await using lab = await Lab.start();
  const path = `${GUEST}/rules`;
  for (const dport of ["22", "443"]) {
    await lab.data("POST", path, { type: "in", action: "ACCEPT", proto: "tcp", dport, enable: 1 });
  }
  const ports = async () => (await lab.data("GET", path)).map((rule: Data) => `${rule.pos} ${rule.dport}`);
  assert.deepEqual(await ports(), ["0 443", "1 22"]);
  await lab.data("PUT", `${path}/0`, { moveto: 2 });
  assert.deepEqual(await ports(), ["0 22", "1 443"]);
  await lab.data("DELETE", `${path}/0`);
  assert.deepEqual(await ports(), ["0 443"]);
});

Deno.test("a rule changed by somebody else is not overwritten", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", `${GUEST}/rules`, { type: "in", action: "DROP" });
  const [{ digest }] = await lab.data("GET", `${GUEST}/rules`);
  await lab.data("PUT", `${GUEST}/rules/0`, { comment: "first", digest });
  const late = await lab.call("PUT", `${GUEST}/rules/0`, { comment: "second", digest });
  assert.equal(late.reason, "detected modified configuration - file changed by other user? Try again.");
});

Deno.test("an IP set holds addresses, is not deleted while it does, and rules may name it", async () => {
  await using lab = await Lab.start();
  const base = "/cluster/firewall";
  await lab.data("POST", `${base}/ipset`, { name: "desks", comment: "All floors" });
  await lab.data("POST", `${base}/ipset/desks`, { cidr: "10.9.0.0/24" });
  await lab.data("PUT", `${base}/ipset/desks/10.9.0.0%2F24`, { comment: "Ground floor" });
  const entry = await lab.data("GET", `${base}/ipset/desks/10.9.0.0%2F24`);
  assert.equal(entry.comment, "Ground floor");
  await lab.data("POST", `${base}/aliases`, { name: "printer", cidr: "10.9.0.9" });
  const references: Data[] = await lab.data("GET", `${GUEST}/refs`);
  assert(references.some((one) => one.type === "alias" && one.ref === "dc/printer"));
  assert(
    references.some((one) => one.type === "ipset" && one.ref === "+dc/desks" && one.comment === "All floors"),
  );
  assert.equal((await lab.call("DELETE", `${base}/ipset/desks`)).reason, "IPSet 'desks' is not empty");
  await lab.data("DELETE", `${base}/ipset/desks/10.9.0.0%2F24`);
  await lab.data("DELETE", `${base}/ipset/desks`);
});

Deno.test("a security group has rules of its own and can be renamed", async () => {
  await using lab = await Lab.start();
  const base = "/cluster/firewall/groups";
  await lab.data("POST", base, { group: "frontends" });
  await lab.data("POST", `${base}/frontends`, { type: "in", action: "ACCEPT", macro: "HTTPS" });
  await lab.data("POST", base, { group: "web", rename: "frontends" });
  assert.equal((await lab.data("GET", `${base}/web`))[0].macro, "HTTPS");
  assert.equal((await lab.call("DELETE", `${base}/web`)).reason, "Security group 'web' is not empty");
});

Deno.test("options of each level are set and taken back", async () => {
  await using lab = await Lab.start();
  for (const path of ["/cluster/firewall/options", "/nodes/pve1/firewall/options", `${GUEST}/options`]) {
    await lab.data("PUT", path, { enable: 1 });
    assert.equal((await lab.data("GET", path)).enable, 1);
    await lab.data("PUT", path, { delete: "enable" });
    assert.notEqual((await lab.data("GET", path)).enable, 1);
  }
});
