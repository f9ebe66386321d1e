import assert from "node:assert/strict";
import { Caller, callSettings, everyCall, prepare } from "../contract/calls/every_call.ts";
import { startCluster } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import type { Arguments } from "../harness/tool_client.ts";

/** An argument with something in it that is not there, and what every tool says of that. */
interface Unknown {
  readonly argument: string;
  readonly value: unknown;
  readonly says: RegExp;
  /** Tools in which the argument is for something new, or a filter that may find nothing. */
  readonly except: ReadonlySet<string>;
}

function named(...words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map((word) => `proxmox_${word}`));
}

const unknown: readonly Unknown[] = [
  {
    ...{ argument: "vmid", value: 999, says: /No guest with vmid 999 is visible\. proxmox_guest_find lists/ },
    except: named(
      ...["vm_create", "ct_create", "vm_deploy", "backup_restore"],
      ...["storage_content", "task_list", "backup_list", "replication_list", "event_watch"],
    ),
  },
  {
    ...{ argument: "vmids", value: [999], says: /No guest with vmid 999 is visible\./ },
    except: named(),
  },
  {
    ...{ argument: "node", value: "pve9" },
    says:
      /There is no node pve9\. Did you mean pve1\?|Node pve9 does not have the storage \S+\. It is on pve1/,
    except: named(),
  },
  { argument: "target", value: "pve9", says: /There is no node pve9\. Did you mean pve1\?/, except: named() },
  {
    ...{
      argument: "storage",
      value: "nsa",
      says: /No storage nsa is visible\. Did you mean nas\?|does not have the storage nsa/,
    },
    except: named(),
  },
  {
    ...{ argument: "pool", value: "producton" },
    says: /No pool producton is visible\. Did you mean production\?/,
    except: named("pool_create", "guest_find", "vm_list", "ct_list"),
  },
];

for (const [group, calls] of Object.entries(everyCall)) {
  Deno.test(`each tool of ${group} names a guest, node, storage or pool that is not there, and changes nothing`, async () => {
    await using cluster = await startCluster({ speed: 1000 });
    await using server = await serveInProcess({
      ...{ ...cluster.environment, ...callSettings, PROXMOX_FILES_ROOT: cluster.directory },
    });
    prepare(cluster);
    const caller = new Caller(cluster);
    const wrong: string[] = [];
    for (const call of calls("9.2")) {
      const args: Arguments = caller.argumentsOf(call);
      for (const { argument, value, says, except } of unknown) {
        if (!(argument in args) || except.has(call.tool)) continue;
        const before = cluster.simulator.requests.length;
        const { text, isError } = await server.call(call.tool, { ...args, [argument]: value });
        const changes = cluster.simulator.requests.slice(before).filter(({ method }) => method !== "GET");
        if (isError && says.test(text) && changes.length === 0) continue;
        wrong.push(`${call.tool} ${argument}: ${text} (${changes.length} changes)`);
      }
      await caller.make(call, server);
    }
    assert.deepEqual(wrong, []);
  });
}
