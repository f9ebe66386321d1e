import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";
import { agreed, Caller, callSettings, everyCall, prepare } from "../contract/calls/every_call.ts";
import { startCluster } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";

/** Tools that do not mind the lock of a backup: they look, pause, or change what is not in the guest's configuration file. */
const unaware = new Set([
  ...allTools.filter(({ access }) => access === "read").map(({ name }) => name),
  ...["vm_suspend", "vm_resume", "backup_job_create", "backup_job_update"].map((name) => `proxmox_${name}`),
]);

const says =
  /The lock "backup" belongs to a running task, or to one that was cut off\. proxmox_task_list shows/;

for (const group of ["the core", "provision", "backup"]) {
  Deno.test(`each tool of ${group} that a guest's lock stops names the lock and what to do about it`, async () => {
    await using cluster = await startCluster({ speed: 1000 });
    await using server = await serveInProcess({ ...cluster.environment, ...callSettings });
    prepare(cluster);
    const caller = new Caller(cluster);
    const wordless: string[] = [];
    for (const call of everyCall[group]?.("9.2") ?? []) {
      const args = caller.argumentsOf(call);
      const [first] = Array.isArray(args["vmids"]) ? args["vmids"] : [args["vmid"]];
      const guest = cluster.simulator.cluster.guest(Number(first));
      if (guest !== undefined && !unaware.has(call.tool)) {
        guest.config["lock"] = "backup";
        const { text, isError } = await agreed(server, call.tool, args);
        if (!isError || !says.test(text)) wordless.push(`${call.tool} ${JSON.stringify(args)}: ${text}`);
        delete guest.config["lock"];
      }
      await caller.make(call, server);
    }
    assert.deepEqual(wordless, []);
  });
}
