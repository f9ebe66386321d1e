import assert from "node:assert/strict";
import type { Stop } from "../../e2e/tour.ts";
import type { TestCluster } from "../../harness/cluster.ts";
import type { Arguments, ToolClient, ToolReply } from "../../harness/tool_client.ts";
import type { SchemaRelease } from "../release_schema.ts";
import { accessCalls } from "./access_calls.ts";
import { backupCalls } from "./backup_calls.ts";
import { coreCalls } from "./core_calls.ts";
import { execCalls } from "./exec_calls.ts";
import { firewallCalls } from "./firewall_calls.ts";
import { haCalls } from "./ha_calls.ts";
import { monitorCalls } from "./monitor_calls.ts";
import { networkCalls } from "./network_calls.ts";
import { poolCalls } from "./pool_calls.ts";
import { provisionCalls } from "./provision_calls.ts";

/** Calls by what they are of, each with as many arguments as go together; every group is made on a lab of its own. */
export const everyCall: Readonly<Record<string, (release: SchemaRelease) => readonly Stop[]>> = {
  "the core": () => coreCalls,
  "commands and files": () => execCalls,
  "provision": () => provisionCalls,
  "backup": () => backupCalls,
  "monitor": () => monitorCalls,
  "network": () => networkCalls,
  "firewall": () => firewallCalls,
  "access": accessCalls,
  "ha": haCalls,
  "pool": () => poolCalls,
};

/** Settings with which each of the calls may be made. */
export const callSettings = { PROXMOX_ALLOW_ELEVATED: "true", PROXMOX_PROTECTED_TAG: "untouchable" } as const;

/** Lets a new cluster have what the calls need beside its seed. */
export function prepare({ simulator }: TestCluster): void {
  simulator.cluster.storage("local")?.content.push("import");
}

/** Makes calls whose arguments depend on the answers before. */
export class Caller {
  readonly #cluster: TestCluster;
  readonly #known = { upid: "", volume: "", digest: "" };

  constructor(cluster: TestCluster) {
    this.#cluster = cluster;
  }

  /** The arguments with `<upid>`, `<volume>` and `<digest>` filled in from the answers so far. */
  argumentsOf({ args }: Stop): Arguments {
    return Object.fromEntries(
      Object.entries(args).map(([name, value]) => {
        const placeholder = /^<(upid|volume|digest)>$/.exec(String(value))?.[1];
        return [name, placeholder === undefined ? value : Reflect.get(this.#known, placeholder)];
      }),
    );
  }

  /** Makes a call that must succeed, agreeing where it asks. */
  async make(call: Stop, client: ToolClient): Promise<void> {
    const { text, isError } = await agreed(client, call.tool, this.argumentsOf(call));
    assert.equal(isError, false, `${call.tool} ${JSON.stringify(call.args)}: ${text}`);
    this.#known.upid = this.#cluster.simulator.cluster.state.tasks.at(-1)?.upid ?? "";
    this.#known.volume = /\S+:backup\/\S+/.exec(text)?.[0] ?? this.#known.volume;
    this.#known.digest = /digest: ([0-9a-f]{40})/.exec(text)?.[1] ?? this.#known.digest;
  }
}

/** Calls a tool, and once more with the token where it asks first. */
export async function agreed(client: ToolClient, tool: string, args: Arguments): Promise<ToolReply> {
  const first = await client.call(tool, args);
  const confirm = /\bconfirm=(\S+)/.exec(first.text)?.[1];
  return confirm === undefined ? first : await client.call(tool, { ...args, confirm });
}
