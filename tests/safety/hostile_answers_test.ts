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

/** Calls of a tool: with what it requires, and with each of the other arguments that name something. */
function argumentsOf(tool: Tool, world: World): readonly Arguments[] {
  const { required = [], properties = {} } = tool.inputSchema();
  const wait = "wait" in properties ? { wait: 0 } : {};
  const limit = "limit" in properties ? { limit: 1000 } : {};
  const named = Object.keys(properties).flatMap((name) => {
    const values = Array.isArray(properties[name]?.enum)
      ? properties[name].enum
      : valuesOf(name, tool, world);
    return values.map((value) => ({ [name]: value }));
  });
  const complete = (args: Arguments) => required.every((name) => name in args);
  return [{}, limit, ...named].map((args) => ({ ...args, ...wait })).filter(complete);
}

/** What there is to be named by an argument; of what only narrows a list, some are enough. */
function valuesOf(argument: string, tool: Tool, world: World): readonly unknown[] {
  const isRequired = tool.inputSchema().required?.includes(argument) === true;
  switch (argument) {
    case "vmid": {
      // VMs have even ids here, containers odd ones.
      const [name = tool.name] = tool.standsFor;
      const kind = name.includes("_vm_") ? 0 : name.includes("_ct_") ? 1 : undefined;
      return hostileStrings.map(guestNamed).filter((vmid) => kind === undefined || vmid % 2 === kind)
        .filter((_, place) => isRequired || place % 10 === 0);
    }
    case "upid":
      return world.upids.slice(-80);
    case "node":
      return world.nodes;
    case "storage":
      return world.storages;
    case "pool":
      return world.pools.slice(-20);
    case "user":
      return world.users.slice(-20);
    case "group":
      return ["group1", "group7"];
    case "service":
      return ["service1"];
    default:
      return [];
  }
}

async function faultsOf(
  lab: Lab,
  calls: Iterable<readonly [string, Arguments]>,
  limit: number,
): Promise<string[]> {
  const faults: string[] = [];
  const answered = new Map<string, boolean>();
  for (const [tool, args] of calls) {
    const reply = await lab.call(tool, args);
    answered.set(tool, answered.get(tool) === true || !reply.isError);
    const fault = replyFault(reply, limit);
    if (fault !== undefined) faults.push(`${tool} ${JSON.stringify(args)}: ${fault}`);
  }
  for (const [tool, isAnswered] of answered) if (!isAnswered) faults.push(`${tool} was never answered`);
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
    const calls = [...reads(worldOf(lab.simulator))].filter(([, args]) =>
      args.vmid === undefined || Number(args.vmid) % 50 < 2
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
        const fault = textFault(question, 9_000);
        if (fault !== undefined) faults.push(fault);
        const lines = question.split("\n");
        if (lines.filter((line) => line.startsWith("To go on, type: ")).length !== 1) {
          faults.push(`two requests in ${JSON.stringify(question)}`);
        }
        return { action: "decline" };
      }),
  );
  const askedAbout = new Set<string>();
  for (const [place, text] of treacherousStrings.entries()) {
    const questions = questionsAbout(hostileStrings.indexOf(text), text);
    // Some for each text, others for the next: all of them would take their time and tell no more.
    for (const [tool, args] of questions.filter((_, at) => at % 8 === place % 8)) {
      const before = asked;
      const fault = replyFault(await server.call(tool, args), 25_000);
      if (fault !== undefined) faults.push(`${tool} ${JSON.stringify(args)}: ${fault}`);
      if (asked > before) askedAbout.add(tool);
    }
  }
  assert.deepEqual(faults, []);
  const never = questionsAbout(0, "").map(([tool]) => tool).filter((tool) => !askedAbout.has(tool));
  assert.deepEqual(never, [], "nobody was asked about these");
});

/** Calls that are confirmed, about everything that a hostile text names or describes. */
function questionsAbout(index: number, text: string): readonly (readonly [tool: string, args: Arguments])[] {
  const vmid = firstHostile + index;
  const path = `/nodes/pve1/${vmid % 2 === 0 ? "qemu" : "lxc"}/${vmid}`;
  const user = `user${index}@pve`;
  return [
    ["proxmox_snapshot_delete", { vmid, name: "plain" }],
    ["proxmox_snapshot_restore", { vmid, name: "plain" }],
    ["proxmox_api_call", { method: "DELETE", path }],
    ["proxmox_volume_delete", { volume: `nas:iso/${index}-${text.slice(0, 600)}.iso` }],
    ["proxmox_backup_delete", {
      volume: `nas:backup/vzdump-qemu-${vmid}-2026_11_01-00_00_00.vma.zst`,
    }],
    ["proxmox_backup_job_delete", { id: `job${index}` }],
    ["proxmox_network_delete", { node: "pve1", iface: `vmbr${100 + index}` }],
    ["proxmox_network_apply", { node: "pve1" }],
    ["proxmox_sdn_delete", { what: "vnet", name: `v${index}` }],
    ["proxmox_sdn_apply", {}],
    ["proxmox_firewall_delete", { what: "rule", name: "0", vmid }],
    ["proxmox_firewall_delete", { what: "ipset", name: `set${index}`, vmid }],
    ["proxmox_firewall_options_set", { node: "pve1", enable: true }],
    ["proxmox_user_set", { user, comment: text.slice(0, 600) }],
    ["proxmox_group_set", { group: `group${index}`, comment: text.slice(0, 600) }],
    ["proxmox_role_set", { role: `role${index}`, privileges: ["VM.Audit"] }],
    ["proxmox_acl_set", { path: "/vms", role: "PVEAuditor", user }],
    ["proxmox_token_set", { token: `${user}!t${index}`, comment: text.slice(0, 600) }],
    ["proxmox_access_delete", { what: "user", name: user }],
    ["proxmox_ha_resource_remove", { vmid: vmid - vmid % 2 }],
    ["proxmox_ha_rule_delete", { rule: `rule${index}` }],
    ["proxmox_pool_delete", { pool: `pool${index}` }],
    ["proxmox_node_service_control", { node: "pve1", service: `service${index}`, action: "stop" }],
    ["proxmox_backup_job_run", { id: `job${index}`, prune: true }],
  ];
}
