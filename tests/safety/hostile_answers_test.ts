import assert from "node:assert/strict";
import type { Tool } from "../../src/tools/tool.ts";
import { startCluster } from "../harness/cluster.ts";
import { connectModern } from "../harness/modern_client.ts";
import { serveTo } from "../harness/in_process.ts";
import { type Lab, startLab } from "../harness/lab.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { everyTool, everyToolset } from "./every_tool.ts";
import { firstHostile, hostileState } from "./hostile_state.ts";
import { hostileStrings, treacherousStrings } from "./hostile_strings.ts";
import { replyFault, textFault } from "./readable.ts";
import { auditText } from "./recorded.ts";
import { Unchanged } from "./unchanged.ts";
import { type World, worldOf } from "./world.ts";

/** The guest that is called by a hostile text. */
function guestNamed(text: string): number {
  return firstHostile + hostileStrings.indexOf(text);
}

/** Every call that reads: each tool for each guest, node, storage or task there is. */
function* reads(world: World): Generator<readonly [tool: string, args: Arguments]> {
  for (const tool of everyTool) {
    if (tool.access !== "read" || tool.needs !== undefined || tool.name.startsWith("proxmox_api_")) continue;
    for (const args of argumentsOf(tool, world)) yield [tool.name, args];
  }
  for (const endpoint of world.endpoints.filter((endpoint) => endpoint.startsWith("GET "))) {
    const path = endpoint.slice(4).replace("{node}", "pve1").replace("/qemu/{vmid}", "/qemu/1000")
      .replace("/lxc/{vmid}", "/lxc/1001").replace("{storage}", "nas").replace("{snapname}", "plain")
      .replace("{upid}", world.upids.at(-2) ?? "");
    if (!path.includes("{")) yield ["proxmox_api_read", { path, limit: 1000 }];
  }
}

function argumentsOf(tool: Tool, world: World): readonly Arguments[] {
  const { required = [], properties = {} } = tool.inputSchema();
  const wait = "wait" in properties ? { wait: 0 } : {};
  if (required.includes("vmid")) {
    // VMs have even ids here, containers odd ones.
    const [name = tool.name] = tool.standsFor;
    const kind = name.includes("_vm_") ? 0 : name.includes("_ct_") ? 1 : undefined;
    return hostileStrings.map(guestNamed).filter((vmid) => kind === undefined || vmid % 2 === kind)
      .map((vmid) => ({ vmid, ...wait }));
  }
  if (required.includes("upid")) return world.upids.slice(-80).map((upid) => ({ upid, ...wait }));
  if (required.includes("node")) return world.nodes.map((node) => ({ node, ...wait }));
  if (required.includes("storage")) return world.storages.map((storage) => ({ storage, ...wait }));
  return required.length > 0
    ? []
    : [{ ...wait }, { ...wait, ...("limit" in properties ? { limit: 1000 } : {}) }];
}

async function faultsOf(
  lab: Lab,
  calls: Iterable<readonly [string, Arguments]>,
  limit: number,
): Promise<string[]> {
  const faults: string[] = [];
  for (const [tool, args] of calls) {
    const fault = replyFault(await lab.call(tool, args), limit);
    if (fault !== undefined) faults.push(`${tool} ${JSON.stringify(args)}: ${fault}`);
  }
  return faults;
}

Deno.test("two hundred hostile texts as every name, tag, note and log line: looking shows them as data and changes nothing", async () => {
  await using lab = await startLab({
    state: hostileState(),
    settings: { PROXMOX_TOOLSETS: everyToolset, PROXMOX_ALLOW_ELEVATED: "true" },
  });
  const before = new Unchanged(lab.cluster);
  assert.deepEqual(await faultsOf(lab, reads(worldOf(lab.simulator)), 25_000), []);
  before.check();
});

Deno.test("the same answers, as long or as short as CHARACTER_LIMIT lets them be, stay within it", async () => {
  for (const limit of [2_000, 1_000_000]) {
    await using lab = await startLab({
      state: hostileState(),
      settings: { PROXMOX_TOOLSETS: everyToolset, CHARACTER_LIMIT: String(limit) },
    });
    const calls = [...reads(worldOf(lab.simulator))].filter(([tool, args]) =>
      !/_(status|config)$/.test(tool) || Number(args.vmid) % 50 < 2
    );
    assert.deepEqual(await faultsOf(lab, calls, limit), []);
  }
});

Deno.test("changes of guests with hostile names do to each what was asked and answer in clean words", async () => {
  await using lab = await startLab({ state: hostileState() });
  const { requests } = lab.simulator;
  const faults: string[] = [];
  for (const vmid of treacherousStrings.map(guestNamed)) {
    const noun = vmid % 2 === 0 ? "vm" : "ct";
    const calls: readonly (readonly [string, Arguments])[] = [
      [`proxmox_${noun}_stop`, { vmid, wait: 0 }],
      ["proxmox_snapshot_create", { vmid, name: "mine", wait: 0 }],
      ["proxmox_snapshot_restore", { vmid, name: "plain" }],
    ];
    // One call for each guest, another one for the next: all of them would take their time and tell no more.
    for (const [tool, args] of [calls[vmid % 3] ?? calls[0]].filter((call) => call !== undefined)) {
      const from = requests.length;
      const fault = replyFault(await lab.call(tool, args), 25_000);
      if (fault !== undefined) faults.push(`${tool} ${vmid}: ${fault}`);
      for (const { method, path } of requests.slice(from)) {
        if (method !== "GET" && !path.startsWith(`/nodes/pve1/${noun === "vm" ? "qemu" : "lxc"}/${vmid}/`)) {
          faults.push(`${tool} ${vmid} sent ${method} ${path}`);
        }
      }
    }
  }
  assert.deepEqual(faults, []);
  for (const line of (await auditText(lab.cluster)).split("\n").slice(0, -1)) {
    const { target = "", reason = "" } = JSON.parse(line);
    assert.equal(textFault(`${target}\n${reason}`, 5_000), undefined, line);
  }
});

Deno.test("the question to the human shows hostile names and notes as plain text, and asks for a name that can be typed", async () => {
  await using cluster = await startCluster({ state: hostileState() });
  const faults: string[] = [];
  let asked = 0;
  await using server = await serveTo(
    cluster.environment,
    (transport) =>
      connectModern(transport, (question) => {
        asked += 1;
        const fault = textFault(question, 5_000);
        if (fault !== undefined) faults.push(fault);
        const lines = question.split("\n");
        if (lines.filter((line) => line.startsWith("To go on, type: ")).length !== 1) {
          faults.push(`two requests in ${JSON.stringify(question)}`);
        }
        return { action: "decline" };
      }),
  );
  for (const vmid of treacherousStrings.map(guestNamed)) {
    const type = vmid % 2 === 0 ? "qemu" : "lxc";
    if (vmid % 3 > 0) await server.call("proxmox_snapshot_delete", { vmid, name: "plain" });
    else await server.call("proxmox_api_call", { method: "DELETE", path: `/nodes/pve1/${type}/${vmid}` });
  }
  assert.deepEqual(faults, []);
  assert.ok(asked > 50, `only ${asked} questions`);
});
