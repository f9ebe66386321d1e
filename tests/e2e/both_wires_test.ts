import assert from "node:assert/strict";
import { startCluster, type TestCluster } from "../harness/cluster.ts";
import { type InProcess, serveInProcess } from "../harness/in_process.ts";
import { sshLogin } from "../harness/ssh_login.ts";
import { steady } from "../harness/steady.ts";
import { furtherCalls, refusedCalls } from "./further_calls.ts";
import { type Stop, tour } from "./tour.ts";

/** Root by password, so that both wires are the same user. */
function restServer(cluster: TestCluster): Promise<InProcess> {
  const { user, password } = cluster.simulator.logins.root;
  return serveInProcess({
    ...cluster.address,
    PROXMOX_FINGERPRINT: cluster.simulator.fingerprint,
    PROXMOX_USER: user,
    PROXMOX_PASSWORD: password,
    PROXMOX_TOOLSETS: "all",
  });
}

async function pveshServer(cluster: TestCluster): Promise<InProcess> {
  return await serveInProcess({
    ...cluster.address,
    ...await sshLogin(cluster),
    PROXMOX_DEFAULT_TRANSPORT: "ssh",
    PROXMOX_TOOLSETS: "all",
  });
}

/** What may differ between the wires, besides what differs from run to run: random ids, and what Proxmox tells by REST alone. */
const differing: readonly (readonly [RegExp, string])[] = [
  [/^connection: (?:REST API|SSH)$/m, "connection: <wire>"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<uuid>"],
  [/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z/g, "<stamp>"],
  [/^\| \w{3} \d\d \d\d:\d\d:\d\d /gm, "| <stamp> "],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d/g, "<moment>"],
  [/"expire": \d{10}/g, '"expire": <epoch>'],
  [/\nNot in force yet; .*\n\[changes of .*(?:\n\| .*)*/, ""],
  [/\nWhether changes wait to be applied is told by the API alone, not over SSH\./, ""],
  [/(?:\n- (?:---|\+\+\+|\+iface) .*)+/, "\n- <changes>"],
  [/\n- over SSH it cannot be told what changes; .*/, "\n- <changes>"],
];

/** One wire: the server that goes by it, and the task of the last call. */
class Side {
  readonly #cluster: TestCluster;
  readonly #server: InProcess;
  #upid = "";

  constructor(cluster: TestCluster, server: InProcess) {
    this.#cluster = cluster;
    this.#server = server;
  }

  /** Makes a call, agrees where that is asked, and returns all that was answered in a form that can be compared. */
  async answers({ tool, args }: Stop): Promise<{ readonly failed: boolean; readonly text: string }> {
    const given = Object.fromEntries(
      Object.entries(args).map(([name, value]) => [name, value === "<upid>" ? this.#upid : value]),
    );
    const first = await this.#server.call(tool, given);
    const token = /\bconfirm=(\S+)/.exec(first.text)?.[1];
    const last = token === undefined ? first : await this.#server.call(tool, { ...given, confirm: token });
    this.#upid = /UPID:\S+:/.exec(last.text)?.[0] ?? this.#upid;
    const preview = token === undefined ? "" : `${first.text.replace(token, "<token>")}\n`;
    return { failed: last.isError, text: this.#comparable(preview + last.text) };
  }

  /** What the calls have made of the cluster. */
  remains(): string {
    const { state } = this.#cluster.simulator.cluster;
    const guests = this.#cluster.simulator.cluster.guests().map((
      { vmid, node, config, runtime },
    ) => [vmid, node, config, runtime !== undefined]);
    const { pools, users, groups, roles, acl, haResources } = state;
    const volumes = Object.values(state.storages).map(({ volumes }) => volumes.map(({ name }) => name));
    return this.#comparable(
      JSON.stringify({ guests, pools, users, groups, roles, acl, haResources, volumes }, undefined, 1),
    );
  }

  #comparable(text: string): string {
    const local = text.replaceAll(this.#cluster.directory, "<directory>");
    return differing.reduce((rest, [pattern, word]) => rest.replace(pattern, word), steady(local));
  }
}

Deno.test("every tool gives the same answers over REST and over pvesh, to the same effect", async (t) => {
  await using restCluster = await startCluster({ ssh: true });
  await using pveshCluster = await startCluster({ ssh: true });
  await using restTools = await restServer(restCluster);
  await using pveshTools = await pveshServer(pveshCluster);
  const rest = new Side(restCluster, restTools);
  const pvesh = new Side(pveshCluster, pveshTools);

  for (const [calls, failed] of [[[...tour, ...furtherCalls], false], [refusedCalls, true]] as const) {
    for (const call of calls) {
      await t.step(`${call.tool} ${JSON.stringify(call.args)}`.slice(0, 150), async () => {
        const [byRest, byPvesh] = await Promise.all([rest.answers(call), pvesh.answers(call)]);
        assert.equal(byPvesh.text, byRest.text);
        assert.deepEqual([byRest.failed, byPvesh.failed], [failed, failed], byRest.text);
      });
    }
  }

  await t.step("both clusters are the same at the end", () => {
    assert.deepEqual(pvesh.remains().split("\n"), rest.remains().split("\n"));
  });

  await t.step("each went by its own wire, and no tool was left out", async () => {
    assert.equal(pveshCluster.simulator.requests.length, 0);
    assert.equal(restTools.runtime.openClusters.some(({ sshConnections }) => sshConnections > 0), false);
    const called = new Set([...tour, ...furtherCalls].map(({ tool }) => tool));
    const listed = (await restTools.listTools()).map(({ name }) => name);
    assert.deepEqual(listed.filter((name) => !called.has(name)), []);
  });
});
