import assert from "node:assert/strict";
import { ConfigurationError } from "../../src/config/findings.ts";
import { allAliases } from "../../src/tools/compat/catalog.ts";
import { compatToolsets } from "../../src/tools/toolsets.ts";
import { type Environment, startCluster, type TestCluster } from "../harness/cluster.ts";
import { type InProcess, serveInProcess } from "../harness/in_process.ts";
import { Lab, startLab } from "../harness/lab.ts";
import { sshLogin } from "../harness/ssh_login.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { everyToolset } from "./every_tool.ts";
import { tokenFor } from "./preview.ts";
import { recorded } from "./recorded.ts";
import { combinations, settingsNamed } from "./switches.ts";
import { Unchanged } from "./unchanged.ts";

const compat = { PROXMOX_TOOLSETS: compatToolsets.join(",") };

async function namesListed(server: InProcess): Promise<ReadonlySet<string>> {
  return new Set((await server.listTools()).map(({ name }) => name));
}

/** A server with an SSH login and these settings; undefined where they contradict each other. */
async function serve(cluster: TestCluster, settings: Environment): Promise<InProcess | undefined> {
  const { I_ACCEPT_RISKS: _, ...login } = await sshLogin(cluster);
  try {
    return await serveInProcess({
      ...cluster.environment,
      ...login,
      PROXMOX_TOOLSETS: everyToolset,
      ...settings,
    });
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

Deno.test("in each of the 32 combinations of the switches an alias is listed with what it stands for, and refused without", async () => {
  await using cluster = await startCluster({ ssh: true });
  let refused = 0;
  for (const { name: combination, settings } of combinations) {
    await using server = await serve(cluster, settings);
    if (server === undefined) continue;
    const listed = await namesListed(server);
    for (const alias of allAliases) {
      const some = alias.standsFor.some((name) => listed.has(name));
      const all = alias.standsFor.every((name) => listed.has(name));
      const isListed = listed.has(alias.name);
      assert.ok(isListed ? some : !all || alias.needs === "ssh", `${alias.name} with ${combination}`);
      if (isListed) continue;
      refused += 1;
      const { isError, text } = await server.call(alias.name, { vmid: 101 });
      assert.ok(isError, `${alias.name} ran with ${combination}`);
      assert.notDeepEqual(settingsNamed(text), {}, `${alias.name} with ${combination}: ${text}`);
    }
  }
  assert.ok(refused > 100, `only ${refused} calls were refused`);
  assert.equal(cluster.simulator.requests.length, 0);
});

Deno.test("an alias is off until its own toolset is on: with all, with a list of tools, and by default", async () => {
  for (const settings of [{}, { PROXMOX_TOOLSETS: "all" }, { PROXMOX_TOOLS: "*" }]) {
    await using lab = await startLab({ settings });
    const listed = await namesListed(lab.server);
    const others = allAliases.filter(({ name, standsFor }) => !standsFor.includes(name));
    assert.deepEqual(others.filter(({ name }) => listed.has(name)), []);
    const before = new Unchanged(lab.cluster);
    assert.equal(
      await lab.failure("stop_vm", { node: "pve1", vmid: 101 }),
      "The tool stop_vm is off. Call proxmox_vm_stop instead; the owner turns the old name on with compat-ry-ops in " +
        "PROXMOX_TOOLSETS.",
    );
    assert.match(
      await lab.failure("proxmox_snapshot_create", { vmid: 101, name: "x", type: "vm" }),
      /"type"/,
    );
    before.check();
  }
});

Deno.test("the lists of tools go by an alias's own name, and excluding what it stands for excludes it", async () => {
  await using excluding = await startLab({
    settings: { ...compat, PROXMOX_EXCLUDE_TOOLS: "proxmox_vm_stop,list_nodes,proxmox_ct_exec" },
  });
  const left = await namesListed(excluding.server);
  for (const name of ["stop_vm", "list_nodes", "proxmox_execute_vm_command"]) {
    assert.ok(!left.has(name), name);
    assert.match(
      await excluding.failure(name, { node: "pve1", vmid: 101 }),
      /PROXMOX_EXCLUDE_TOOLS/,
    );
  }
  assert.match(
    await excluding.failure("stop_vm", { vmid: 101 }),
    /^The tool proxmox_vm_stop is excluded by PROXMOX_EXCLUDE_TOOLS, and stop_vm is an alias of it\./,
  );
  assert.ok(left.has("start_vm") && left.has("proxmox_get_nodes"));
  assert.equal(excluding.cluster.countRequests("POST", /./), 0);

  await using only = await startLab({ settings: { ...compat, PROXMOX_TOOLS: "list_vms,start_vm" } });
  assert.deepEqual([...await namesListed(only.server)], ["list_vms", "start_vm"]);
  await only.text("list_vms");
  assert.match(await only.failure("proxmox_vm_list"), /PROXMOX_TOOLS/);
  assert.match(await only.failure("stop_vm", { vmid: 101 }), /PROXMOX_TOOLS/);
});

/** Calls by other servers' names that touch VM 101 (web1, pve1, pool production). */
const callsOnWeb: readonly (readonly [tool: string, args: Arguments])[] = [
  ["start_vm", { node: "pve1", vmid: 101 }],
  ["stop_vm", { node: "pve1", vmid: "101", timeout: 5 }],
  ["shutdown_vm", { vmid: 101 }],
  ["reboot_vm", { vmid: 101 }],
  ["create_vm_snapshot", { node: "pve1", vmid: 101, snapname: "now" }],
  ["delete_vm_snapshot", { node: "pve1", vmid: 101, snapname: "before-upgrade" }],
  ["proxmox_snapshot_restore", {
    node: "pve1",
    vmid: 101,
    type: "vm",
    name: "before-upgrade",
    confirm: true,
  }],
  ["proxmox_vm_stop", { node: "pve1", vmid: 101, transport: "api" }],
  ["proxmox_execute_vm_command", { node: "pve1", vmid: 101, command: "id" }],
];

const readsOfWeb: readonly (readonly [tool: string, args: Arguments])[] = [
  ["get_vm_status", { node: "pve1", vmid: 101 }],
  ["get_vm_config", { node: "pve1", vmid: 101 }],
  ["list_vm_snapshots", { node: "pve1", vmid: 101 }],
  ["proxmox_get_vm_status", { node: "pve1", vmid: 101 }],
];

Deno.test("a denied guest is neither touched nor seen by any other server's name for it", async () => {
  await using lab = await startLab({
    settings: { ...compat, PROXMOX_ALLOW_ELEVATED: "true", PROXMOX_DENIED_GUESTS: "101" },
  });
  const before = new Unchanged(lab.cluster);
  for (const [tool, args] of [...callsOnWeb, ...readsOfWeb]) {
    const text = await lab.failure(tool, args);
    assert.match(text, /PROXMOX_DENIED_GUESTS/, tool);
    assert.doesNotMatch(text, /web1/, tool);
  }
  for (
    const [tool, args] of [["list_vms", {}], ["proxmox_get_vms", {}], ["proxmox_get_vms", {
      type: "qemu",
    }]] as const
  ) {
    const { text, structured } = await lab.call(tool, args);
    assert.doesNotMatch(`${text} ${JSON.stringify(structured)}`, /web1|\b101\b/, tool);
  }
  before.check();
});

Deno.test("a protected guest is never changed by any other server's name for it", async () => {
  await using lab = await startLab({
    settings: { ...compat, PROXMOX_ALLOW_ELEVATED: "true", PROXMOX_CONFIRM: "off" },
  });
  const web = lab.simulator.cluster.guest(101);
  assert.ok(web !== undefined);
  web.config["tags"] = "protected";
  const before = new Unchanged(lab.cluster);
  for (const [tool, args] of callsOnWeb) {
    assert.match(await lab.failure(tool, args), /is never changed/, tool);
  }
  before.check();
  for (const [tool, args] of readsOfWeb) await lab.text(tool, args);
});

Deno.test("a container, a node and a command that are denied stay out of reach of husniadil's names", async () => {
  const cluster = await startCluster({ ssh: true });
  const settings = {
    ...compat,
    ENABLE_HOST_EXEC: "true",
    PROXMOX_FILES_ROOT: cluster.directory,
    PROXMOX_DENIED_GUESTS: "104",
    PROXMOX_DENIED_NODES: "pve2,pve3",
    PROXMOX_DENIED_COMMANDS: "*rm *",
  };
  await using lab = new Lab(
    cluster,
    await serveInProcess({ ...cluster.environment, ...await sshLogin(cluster), ...settings }),
  );
  const file = { container_path: "/etc/hostname", local_path: "x" };
  for (
    const [tool, args, why] of [
      ["proxmox_container_exec_command", { vmid: 104, command: "id" }, /PROXMOX_DENIED_GUESTS/],
      [
        "proxmox_container_exec_command",
        { vmid: 104, command: "id", response_format: "json" },
        /DENIED_GUESTS/,
      ],
      [
        "proxmox_container_exec_command",
        { vmid: 112, command: "id", response_format: "json" },
        /DENIED_NODES/,
      ],
      ["proxmox_container_exec_command", { vmid: 100, command: "rm -rf /" }, /DENIED_COMMANDS/],
      [
        "proxmox_container_exec_command",
        { vmid: 100, command: "rm x", response_format: "json" },
        /DENIED_COMMANDS/,
      ],
      ["proxmox_host_exec_command", { command: "rm -rf /", response_format: "json" }, /DENIED_COMMANDS/],
      ["proxmox_execute_vm_command", { vmid: 100, command: "rm x", type: "lxc" }, /DENIED_COMMANDS/],
      ["proxmox_container_status", { vmid: 104 }, /DENIED_GUESTS/],
      ["proxmox_start_container", { vmid: 104 }, /DENIED_GUESTS/],
      ["proxmox_download_file_from_container", { vmid: 104, ...file }, /DENIED_GUESTS/],
      ["proxmox_upload_file_to_container", { vmid: 104, ...file }, /DENIED_GUESTS/],
      [
        "proxmox_download_file_from_container",
        { vmid: 100, ...file, local_path: "../x" },
        /PROXMOX_FILES_ROOT/,
      ],
    ] as const
  ) assert.match(await lab.failure(tool, args), why, `${tool} ${JSON.stringify(args)}`);
  assert.doesNotMatch(await lab.text("proxmox_list_containers"), /reverse-proxy|104|monitoring/);
});

Deno.test("rules of confirmation hold for an alias by both names, by class, tag and pool", async () => {
  const stop = { node: "pve1", vmid: 101 };
  for (const rule of ["tool:proxmox_vm_stop", "tool:stop_vm", "class:write", "tag:prod", "pool:production"]) {
    await using lab = await startLab({ settings: { ...compat, PROXMOX_CONFIRM_RULES: rule } });
    const before = new Unchanged(lab.cluster);
    const token = await tokenFor(lab.server, "stop_vm", stop);
    before.check(rule);
    assert.match(await lab.text("stop_vm", { ...stop, confirm: token }), /is stopped/, rule);
  }
  await using lab = await startLab({ settings: { ...compat, PROXMOX_CONFIRM_RULES: "tool:proxmox_ct_*" } });
  assert.match(await lab.text("stop_vm", stop), /is stopped/);
});

Deno.test("what is confirmed by an alias holds for that very call alone", async () => {
  await using lab = await startLab({ settings: { PROXMOX_TOOLSETS: everyToolset } });
  const deletion = { node: "pve1", vmid: 101, snapname: "before-upgrade" };
  const confirm = await tokenFor(lab.server, "delete_vm_snapshot", deletion);
  const before = new Unchanged(lab.cluster);
  for (
    const [tool, args] of [
      ["proxmox_snapshot_delete", { node: "pve1", vmid: 101, name: "before-upgrade" }],
      ["proxmox_snapshot_restore", { node: "pve1", vmid: 101, name: "before-upgrade" }],
      ["delete_vm_snapshot", { ...deletion, wait: 0 }],
    ] as const
  ) assert.match(await lab.failure(tool, { ...args, confirm }), /was for another call/, tool);
  assert.match(await lab.text("delete_vm_snapshot", deletion), /^Nothing was done yet/);
  before.check();
  assert.match(await lab.text("delete_vm_snapshot", { ...deletion, confirm }), /is deleted/);
});

Deno.test("PROXMOX_CONFIRM=deny and safe mode refuse what loses data by any name", async () => {
  for (
    const settings of [{ PROXMOX_CONFIRM: "deny" }, { PROXMOX_SAFE_MODE: "true" }, {
      PROXMOX_READ_ONLY: "true",
    }]
  ) {
    await using lab = await startLab({ settings: { ...compat, ...settings } });
    const before = new Unchanged(lab.cluster);
    await lab.failure("delete_vm_snapshot", { node: "pve1", vmid: 101, snapname: "before-upgrade" });
    await lab.failure("proxmox_snapshot_delete", {
      vmid: 101,
      type: "vm",
      name: "before-upgrade",
      confirm: true,
    });
    before.check(JSON.stringify(settings));
  }
});

Deno.test("the audit log names the tool that acted and the name that it was called by", async () => {
  await using lab = await startLab({ settings: compat });
  await lab.text("stop_vm", { node: "pve1", vmid: 101, timeout: 5 });
  await lab.failure("start_vm", { node: "pve1", vmid: "no number" });
  await lab.text("proxmox_vm_start", { node: "pve1", vmid: 101, transport: "auto" });
  await lab.text("list_vms");
  const calls = await recorded(lab.cluster);
  assert.deepEqual(
    calls.map(({ tool, alias, outcome, arguments: args }) => ({ tool, alias, outcome, args })),
    [
      {
        tool: "proxmox_vm_stop",
        alias: "stop_vm",
        outcome: "ok",
        args: { vmid: 101, wait: 5, node: "pve1" },
      },
      {
        tool: "proxmox_vm_start",
        alias: "start_vm",
        outcome: "refused",
        args: { node: "pve1", vmid: "no number" },
      },
      {
        tool: "proxmox_vm_start",
        alias: undefined,
        outcome: "ok",
        args: { vmid: 101, wait: 45, node: "pve1" },
      },
    ],
  );
});
