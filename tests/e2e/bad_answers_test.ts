import assert from "node:assert/strict";
import type { RequestFault, RequestMatch } from "../../src/simulator/faults/request_faults.ts";
import { startCluster } from "../harness/cluster.ts";
import { spawnModern } from "../harness/spawned.ts";

/** What happens on the way, to which requests, in which call, and what the user reads. */
interface BadAnswer {
  readonly what: string;
  readonly fault: RequestFault;
  readonly meets: RequestMatch;
  readonly tool: string;
  readonly args: Record<string, unknown>;
  readonly says: RegExp;
}

const nodeStatus = {
  tool: "proxmox_node_status",
  args: { node: "pve3" },
  meets: { path: /^\/nodes\/pve3\/status/ },
};
const start = { tool: "proxmox_vm_start", args: { vmid: 102 }, meets: { method: "POST" } };

const badAnswers: readonly BadAnswer[] = [
  {
    what: "595: the node cannot be connected to",
    fault: { kind: "status", status: 595, reason: "No route to host" },
    ...nodeStatus,
    says: /^The entry node cannot reach the node pve3 \(595 No route to host for GET .*proxmox_node_list/,
  },
  {
    what: "596: the node does not answer",
    fault: { kind: "status", status: 596, reason: "Connection timed out" },
    ...nodeStatus,
    says: /^The node pve3 gave no answer in time.*\(596 Connection timed out.*proxmox_task_list/,
  },
  {
    what: "595 to a change: nothing was done",
    fault: { kind: "status", status: 595, reason: "Connection refused" },
    ...start,
    says: /cannot reach the node pve1 \(595 Connection refused .*nothing was done/,
  },
  {
    what: "596 to a change: it may have been done",
    fault: { kind: "status", status: 596, reason: "Connection timed out" },
    ...start,
    says:
      /was sent, and its answer was lost, so it may have been carried out: .*Look before repeating it: proxmox_task_list/,
  },
  {
    what: "a connection that breaks after a change was sent",
    fault: { kind: "lose" },
    ...start,
    says:
      /so it may have been carried out: The connection to 127\.0\.0\.1:\d+ broke before the answer was whole\. Look before/,
  },
  {
    what: "a connection that is cut in the middle of an answer",
    fault: { kind: "cut" },
    ...nodeStatus,
    says: /^The connection to 127\.0\.0\.1:\d+ broke before the answer was whole\. .*journalctl -u pveproxy/,
  },
  {
    what: "an HTML page instead of JSON",
    fault: { kind: "html", status: 200 },
    ...nodeStatus,
    says:
      /^Not Proxmox but something else answered GET .* a login page titled "Sign in"\. PROXMOX_HOST and PROXMOX_PORT/,
  },
  {
    what: "a gateway's page while Proxmox is away",
    fault: { kind: "html", status: 502 },
    ...nodeStatus,
    says: /^Proxmox answered 502 .*gateway in front of Proxmox/,
  },
  {
    what: "an answer of 10 MB in the wrong shape",
    fault: { kind: "huge", bytes: 10_000_000 },
    ...nodeStatus,
    says: /^Proxmox answered GET \/nodes\/pve3\/status in an unexpected shape: .*expected object/,
  },
  {
    what: "an answer of 40 MB",
    fault: { kind: "huge", bytes: 40_000_000 },
    ...nodeStatus,
    says: /^The answer of 127\.0\.0\.1:\d+ to GET \/nodes\/pve3\/status is larger than 32 MiB\./,
  },
  {
    what: "a method that this release does not have",
    fault: { kind: "status", status: 501, reason: "Method 'GET /nodes/pve3/status' not implemented" },
    ...nodeStatus,
    says: /^Proxmox answered 501 .*This Proxmox version has no GET \/nodes\/pve3\/status/,
  },
];

Deno.test("a bad answer is told in a sentence with what to do, and the server goes on", async (t) => {
  await using cluster = await startCluster();
  const place = {
    directory: cluster.directory,
    environment: { ...cluster.environment, PROXMOX_RETRY_ATTEMPTS: "2" },
  };
  await using client = await spawnModern(place);
  const { faults } = cluster.simulator;
  for (const { what, fault, meets, tool, args, says } of badAnswers) {
    await t.step(what, async () => {
      faults.requests.next(fault, meets, Infinity);
      const { text, isError } = await client.call(tool, args);
      assert.equal(isError, true, text);
      assert.match(text, says);
      assert.ok(text.length < 1500, `${text.length} characters`);
      faults.requests.clear();
      assert.equal((await client.call("proxmox_node_status", { node: "pve3" })).isError, false);
    });
  }
});

Deno.test("a read survives a fault that passes, a change is never sent twice", async () => {
  await using cluster = await startCluster();
  await using client = await spawnModern(cluster);
  const { faults } = cluster.simulator;
  for (
    const fault of [{ kind: "cut" }, { kind: "lose" }, { kind: "status", status: 595, reason: "x" }] as const
  ) {
    faults.requests.next(fault, { path: /^\/nodes\/pve3\/status/ });
    const { text } = await client.call("proxmox_node_status", { node: "pve3" });
    assert.match(text, /^node: pve3, online/, fault.kind);
  }
  faults.requests.next({ kind: "lose" }, { method: "POST" });
  assert.equal((await client.call("proxmox_ct_stop", { vmid: 121 })).isError, true);
  assert.equal(cluster.countRequests("POST", /stop$/), 1);
});

Deno.test("an answer of 10 MB in the right shape is shown within CHARACTER_LIMIT", async () => {
  await using cluster = await startCluster();
  const guest = cluster.simulator.cluster.guest(101);
  assert.ok(guest);
  guest.config["description"] = `${"Lorem ipsum ".repeat(100)}\n`.repeat(8400);
  await using client = await spawnModern(cluster);
  const { text, isError } = await client.call("proxmox_vm_config", { vmid: 101 });
  assert.equal(isError, false);
  assert.match(text, /^VM 101 \(web1\) on pve1, .*\ndescription: Lorem ipsum .*…\nmemory: /s);
  assert.ok(text.length <= 25_000, String(text.length));
});
