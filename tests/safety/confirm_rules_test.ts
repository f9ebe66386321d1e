import assert from "node:assert/strict";
import { startCluster } from "../harness/cluster.ts";
import { typesTheName } from "../harness/human.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { startLab } from "../harness/lab.ts";
import { steady } from "../harness/steady.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { eras, serveEra } from "./eras.ts";
import { tokenFor } from "./preview.ts";
import { recorded } from "./recorded.ts";
import { Unchanged } from "./unchanged.ts";

type Call = readonly [tool: string, args: Arguments];

/** A rule, calls that it names, and calls that it does not. */
const rules: Readonly<Record<string, { readonly asks: readonly Call[]; readonly runs: readonly Call[] }>> = {
  "tool:proxmox_vm_stop": {
    asks: [["proxmox_vm_stop", { vmid: 101, wait: 0 }]],
    runs: [["proxmox_ct_stop", { vmid: 121, wait: 0 }], ["proxmox_vm_start", { vmid: 102, wait: 0 }]],
  },
  "tool:proxmox_*_STOP": {
    asks: [["proxmox_vm_stop", { vmid: 101 }], ["proxmox_ct_stop", { vmid: 121 }]],
    runs: [["proxmox_vm_start", { vmid: 102, wait: 0 }]],
  },
  "class:write": {
    asks: [
      ["proxmox_vm_start", { vmid: 102 }],
      ["proxmox_snapshot_create", { vmid: 120, name: "now" }],
      ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/qemu/102/status/stop" }],
    ],
    runs: [["proxmox_vm_list", {}], ["proxmox_vm_config", { vmid: 101 }]],
  },
  "tag:prod": {
    asks: [
      ["proxmox_vm_start", { vmid: 102 }],
      ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/qemu/102/status/stop" }],
    ],
    runs: [["proxmox_ct_start", { vmid: 115, wait: 0 }], ["proxmox_vm_status", { vmid: 102 }]],
  },
  "pool:development": {
    asks: [["proxmox_ct_start", { vmid: 115 }], ["proxmox_vm_shutdown", { vmid: "110" }]],
    runs: [["proxmox_vm_start", { vmid: 102, wait: 0 }]],
  },
};

for (const [rule, { asks, runs }] of Object.entries(rules)) {
  Deno.test(`the rule ${rule} has the calls that it names confirmed, and no others`, async (t) => {
    await using lab = await startLab({ settings: { PROXMOX_CONFIRM_RULES: rule } });
    for (const [tool, args] of asks) {
      const before = new Unchanged(lab.cluster);
      const preview = await lab.text(tool, args);
      before.check(preview);
      await t.assertSnapshot(steady(preview).replace(/confirm=\S+/, "confirm=<token>"));
      await lab.text(tool, { ...args, confirm: await tokenFor(lab.server, tool, args) });
      assert.equal((await recorded(lab.cluster)).at(-1)?.confirmation, "token");
    }
    for (const [tool, args] of runs) {
      const text = await lab.text(tool, args);
      assert.doesNotMatch(text, /confirm=/);
    }
  });
}

for (const era of eras) {
  Deno.test(`a rule asks the human of a client of ${era.name} for the guest's name, and for the tool's where there is no guest`, async (t) => {
    await using cluster = await startCluster();
    const questions: string[] = [];
    const environment = { ...cluster.environment, PROXMOX_CONFIRM_RULES: "class:write" };
    await using server = await serveEra(era, environment, (question) => {
      questions.push(question);
      return typesTheName(question);
    });
    for (
      const [tool, args] of [
        ["proxmox_vm_start", { vmid: 102 }],
        ["proxmox_api_call", { method: "PUT", path: "/cluster/options", parameters: { keyboard: "fr" } }],
      ] as const
    ) {
      const { isError, text } = await server.call(tool, args);
      assert.equal(isError, false, text);
    }
    assert.equal(questions.length, 2);
    await t.assertSnapshot(questions);
  });
}

Deno.test("a rule's confirmation does not reach another guest that has taken the id and the name", async () => {
  await using lab = await startLab({ settings: { PROXMOX_CONFIRM_RULES: "tool:proxmox_vm_stop" } });
  const token = await tokenFor(lab.server, "proxmox_vm_stop", { vmid: 101 });
  const guest = lab.simulator.cluster.guest(101);
  assert.ok(guest !== undefined);
  guest.config["vmgenid"] = "11111111-2222-4333-8444-555555555555";
  const before = new Unchanged(lab.cluster);
  const text = await lab.failure("proxmox_vm_stop", { vmid: 101, confirm: token });
  before.check(text);
  assert.match(text, /its target has changed/);
});

Deno.test("a rule holds at the wire too: what no question was asked about does not change a guest that it names", async () => {
  await using lab = await startLab({ settings: { PROXMOX_CONFIRM_RULES: "tag:prod" } });
  const cluster = await lab.server.runtime.cluster("default");
  const { connection } =
    cluster?.view(lab.server.runtime.policy, { tool: "careless", access: "write", confirmed: false }) ??
      assert.fail("there is no cluster");
  const before = new Unchanged(lab.cluster);
  await assert.rejects(
    connection.request("POST", "/nodes/pve1/qemu/102/status/start"),
    /tag:prod in PROXMOX_CONFIRM_RULES/,
  );
  await assert.rejects(
    connection.request("POST", "/nodes/pve1/startall"),
    /tag:prod in PROXMOX_CONFIRM_RULES/,
  );
  before.check();
});

Deno.test("PROXMOX_CONFIRM=deny also refuses what a rule names, and off asks about nothing", async (t) => {
  await using cluster = await startCluster();
  const ruled = { ...cluster.environment, PROXMOX_CONFIRM_RULES: "class:write" };
  await using denying = await serveInProcess({ ...ruled, PROXMOX_CONFIRM: "deny" });
  const before = new Unchanged(cluster);
  const { isError, text } = await denying.call("proxmox_vm_start", { vmid: 102 });
  before.check(text);
  assert.ok(isError);
  await t.assertSnapshot(text);
  await using free = await serveInProcess({ ...ruled, PROXMOX_CONFIRM: "off" });
  assert.equal((await free.call("proxmox_vm_start", { vmid: 102 })).isError, false);
});

/** Says what the preview of a rollback tells of the guest's power. */
async function previewOfRollback(
  snapshot: "with RAM" | "without RAM",
  guest: "running" | "stopped",
  args: Arguments = {},
): Promise<string> {
  await using lab = await startLab();
  const vm = lab.simulator.cluster.guest(101);
  const shot = vm?.snapshots["before-upgrade"];
  assert.ok(vm !== undefined && shot !== undefined);
  if (snapshot === "with RAM") shot.vmstate = 1;
  if (guest === "stopped") delete vm.runtime;
  return await lab.text("proxmox_snapshot_restore", { vmid: 101, name: "before-upgrade", ...args });
}

Deno.test("the preview of a rollback says that a running VM will be stopped where the snapshot holds no RAM", async () => {
  assert.match(
    await previewOfRollback("without RAM", "running"),
    /- it runs now, will be stopped and stay off: the snapshot holds no RAM/,
  );
  assert.match(
    await previewOfRollback("without RAM", "running", { start: true }),
    /- it runs now, will be stopped and started anew: the snapshot holds no RAM/,
  );
  assert.doesNotMatch(await previewOfRollback("with RAM", "running"), /will be stopped/);
  assert.doesNotMatch(await previewOfRollback("without RAM", "stopped"), /will be stopped/);
});
