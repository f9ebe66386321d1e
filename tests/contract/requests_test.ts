import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";
import { startCluster } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { Caller, callSettings, everyCall, prepare } from "./calls/every_call.ts";
import { haveSchemas, releases, ReleaseSchema } from "./release_schema.ts";

/** Arguments that decide what this server does, and are never sent. */
const ownArguments = new Set(["confirm"]);

/**
 * Faults that are meant: what a release has is asked of it where its version does not say, and it refuses the question.
 *
 * Each must be met, so that none outlives its reason.
 */
const probes: Readonly<Record<string, { readonly reason: string; readonly faults: readonly string[] }>> = {
  "8.4 commands and files": {
    reason:
      "reading a part of a file came within 9.1, by a package of its own; where it is refused, the guest's tools read",
    faults: ["offset", "count", "decode"].map((name) =>
      `GET /nodes/pve1/qemu/101/agent/file-read has no parameter ${name}`
    ),
  },
};

const ignore = !await haveSchemas();
if (ignore) {
  Deno.test.ignore(
    "the REST schemas of Proxmox do not lie beside this checkout, so no request is held against them",
    () => {},
  );
}

/** Changes that need no digest, although they could carry one, with the reason. */
const withoutDigest: Readonly<Record<string, string>> = {
  "POST /cluster/firewall/groups": "makes a group; a change of one carries the digest",
  "POST /cluster/firewall/ipset": "makes a set; a change of one carries the digest",
  "POST /nodes/{node}/lxc/{vmid}/firewall/ipset": "makes a set; a change of one carries the digest",
  "DELETE /cluster/firewall/ipset/{name}/{cidr}":
    "names the very entry that goes, whatever else is in the set",
  "PUT /nodes/{node}/qemu/{vmid}/config": "of proxmox_api_call, whose caller says what is sent",
  "8.4 PUT /cluster/ha/resources/{sid}":
    "puts several guests into a group one by one, and each renews the one digest",
};

for (const release of releases) {
  for (const [group, calls] of Object.entries(everyCall)) {
    Deno.test({
      name: `every request of the tools of ${group} exists in Proxmox VE ${release} with its parameters`,
      ignore,
      async fn() {
        const schema = await ReleaseSchema.of(release);
        await using cluster = await startCluster({ version: release, speed: 1000 });
        await using server = await serveInProcess({
          ...{ ...cluster.environment, ...callSettings },
          PROXMOX_FILES_ROOT: cluster.directory,
        });
        prepare(cluster);
        const caller = new Caller(cluster);
        for (const call of calls(release)) await caller.make(call, server);
        const { requests } = cluster.simulator;
        const bare = requests.filter(({ method, params }) =>
          method !== "GET" && params["digest"] === undefined
        ).flatMap((request) => schema.taking("digest", request) ?? []);
        assert.deepEqual(
          bare.filter((endpoint) =>
            withoutDigest[endpoint] === undefined && withoutDigest[`${release} ${endpoint}`] === undefined
          ),
          [],
        );
        const faults = requests.flatMap((request) => schema.faults(request));
        assert.deepEqual(
          [...new Set(faults)].toSorted(),
          (probes[`${release} ${group}`]?.faults ?? []).toSorted(),
        );
      },
    });
  }
}

Deno.test("every tool that uses the REST API is called for that, with each of its arguments", () => {
  const calls = Object.values(everyCall).flatMap((calls) => calls("9.2"));
  const missing = allTools.filter(({ needs }) => needs === undefined).flatMap((tool) => {
    const given = calls.filter((call) => call.tool === tool.name);
    if (given.length === 0) return [tool.name];
    const used = new Set(given.flatMap(({ args }) => Object.keys(args)));
    return Object.keys(tool.inputSchema().properties ?? {}).filter((name) =>
      !used.has(name) && !ownArguments.has(name)
    )
      .map((name) => `${tool.name} ${name}=`);
  });
  assert.deepEqual(missing, []);
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
