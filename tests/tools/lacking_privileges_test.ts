import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";
import { agreed, Caller, callSettings, everyCall, prepare } from "../contract/calls/every_call.ts";
import { startCluster, tokenSettings } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";

const readers = new Set(allTools.filter(({ access }) => access === "read").map(({ name }) => name));

/** Says what is missing, in the name of a privilege, and how to come by it. */
const names = /\b(?:lacks|needs|need) (?:\w+\.\w+)|^There is no .* that this login may see\./m;

/** Calls with which nothing is to be done, so that no privilege is missing for it. */
const idle = /\balready (?:stopped|running); nothing was done|It was over already; nothing was done/;

for (const [group, calls] of Object.entries(everyCall)) {
  Deno.test(`an auditor is told by each tool of ${group} that changes something which privilege is missing`, async () => {
    await using cluster = await startCluster({ speed: 1000 });
    const settings = { ...cluster.environment, ...callSettings, PROXMOX_FILES_ROOT: cluster.directory };
    await using full = await serveInProcess(settings);
    await using auditor = await serveInProcess({
      ...settings,
      ...tokenSettings(cluster.simulator.logins.auditor),
    });
    prepare(cluster);
    const caller = new Caller(cluster);
    const wordless: string[] = [];
    for (const call of calls("9.2")) {
      const args = caller.argumentsOf(call);
      // What a call is about may have been made by the calls before, which the other login makes.
      const reply = readers.has(call.tool) ? undefined : await agreed(auditor, call.tool, args);
      if (reply !== undefined && !(reply.isError ? names : idle).test(reply.text)) {
        wordless.push(`${call.tool} ${JSON.stringify(args)}: ${reply.text}`);
      }
      await caller.make(call, full);
    }
    assert.deepEqual(wordless, []);
  });
}
