import assert from "node:assert/strict";
import { provisionTools } from "../../src/tools/provision/catalog.ts";
import { startLab } from "../harness/lab.ts";
import type { Stop } from "../e2e/tour.ts";
import { provisionCalls } from "./provision_calls.ts";
import { haveSchemas, releases, ReleaseSchema } from "./release_schema.ts";

/** Calls by what they are of; every group is made on a lab of its own. */
const groups: Readonly<Record<string, readonly Stop[]>> = { provision: provisionCalls };

const ignore = !await haveSchemas();
if (ignore) {
  Deno.test.ignore(
    "the REST schemas of Proxmox do not lie beside this checkout, so no request is held against them",
    () => {},
  );
}

for (const release of releases) {
  for (const [group, calls] of Object.entries(groups)) {
    Deno.test({
      name: `every request of the tools of ${group} exists in Proxmox VE ${release} with its parameters`,
      ignore,
      async fn() {
        const schema = await ReleaseSchema.of(release);
        await using lab = await startLab({ version: release, speed: 1000 });
        lab.simulator.cluster.storage("local")?.content.push("import");
        for (const { tool, args } of calls) {
          const text = await lab.text(tool, args);
          const confirm = /\bconfirm=(\S+)/.exec(text)?.[1];
          if (confirm !== undefined) await lab.text(tool, { ...args, confirm });
        }
        const faults = lab.simulator.requests.flatMap((request) => schema.faults(request));
        assert.deepEqual([...new Set(faults)], []);
      },
    });
  }
}

Deno.test("every tool of provision is called for that", () => {
  const called = new Set(provisionCalls.map(({ tool }) => tool));
  assert.deepEqual(provisionTools.map(({ name }) => name).filter((name) => !called.has(name)), []);
});

Deno.test({
  name: "a request that does not exist, or has a wrong parameter, is found",
  ignore,
  async fn() {
    const schema = await ReleaseSchema.of("8.4");
    const faults = (method: string, path: string, params: Record<string, unknown>) =>
      schema.faults({ method, path, params });
    assert.deepEqual(faults("GET", "/nodes/a/lxc/100/migrate", {}), [
      "GET /nodes/a/lxc/100/migrate does not exist",
    ]);
    assert.deepEqual(faults("PUT", "/nodes/a/qemu/100/config", { scsi3: "x", scsy3: "x" }), [
      "PUT /nodes/a/qemu/100/config has no parameter scsy3",
    ]);
    assert.deepEqual(faults("POST", "/nodes/a/qemu/100/clone", {}), [
      "POST /nodes/a/qemu/100/clone needs newid",
    ]);
    assert.deepEqual(faults("PUT", "/nodes/a/lxc/100/resize", { disk: "mp0", size: "1G" }), []);
    assert.deepEqual(
      faults("POST", "/nodes/a/storage/b/download-url", { url: "u", filename: "f", content: "odd" }),
      [
        "POST /nodes/a/storage/b/download-url takes no content=odd",
      ],
    );
  },
});
