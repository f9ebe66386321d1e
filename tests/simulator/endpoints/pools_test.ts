import assert from "node:assert/strict";
import { type Data, Lab } from "../client.ts";

Deno.test("a guest is in one pool at a time and moves only when that is allowed", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", "/pools", { poolid: "one", comment: "First" });
  await lab.data("POST", "/pools", { poolid: "two" });
  await lab.data("PUT", "/pools", { poolid: "one", vms: "104", storage: "nas" });
  const refused = await lab.call("PUT", "/pools", { poolid: "two", vms: "104" });
  assert.match(refused.reason, /VM 104 belongs already to pool 'one'/);
  await lab.data("PUT", "/pools", { poolid: "two", vms: "104", "allow-move": 1 });
  const [pool] = await lab.data("GET", "/pools", { poolid: "two" });
  assert.deepEqual(pool.members.map((member: Data) => member.vmid), [104]);
});

Deno.test("a pool is deleted once nothing is in it", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", "/pools", { poolid: "one" });
  await lab.data("PUT", "/pools", { poolid: "one", vms: "104" });
  assert.match((await lab.call("DELETE", "/pools", { poolid: "one" })).reason, /not empty/);
  await lab.data("PUT", "/pools", { poolid: "one", vms: "104", delete: 1 });
  await lab.data("DELETE", "/pools", { poolid: "one" });
});
