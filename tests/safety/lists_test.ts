import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";
import { type Lab, startLab } from "../harness/lab.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { Unchanged } from "./unchanged.ts";

type Call = readonly [tool: string, args: Arguments];

/** Calls that touch VM 101 (web1, pve1, pool production, tags prod and web) in every way there is. */
const callsOnWeb: readonly Call[] = [
  ["proxmox_vm_start", { vmid: 101 }],
  ["proxmox_vm_stop", { vmid: "101" }],
  ["proxmox_snapshot_create", { vmid: 101, name: "now" }],
  ["proxmox_snapshot_delete", { vmid: 101, name: "before-upgrade" }],
  ["proxmox_backup_create", { vmids: [115, 101], storage: "nas" }],
  ["proxmox_vm_status", { vmid: 101 }],
  ["proxmox_vm_config", { vmid: "101" }],
  ["proxmox_snapshot_list", { vmid: 101 }],
  ["proxmox_api_read", { path: "/nodes/pve1/qemu/101/config" }],
  ["proxmox_api_read", { path: "/nodes/pve1/qemu/%31%30%31/config" }],
  ["proxmox_api_read", { path: "/nodes/pve1/qemu/0101/config" }],
  ["proxmox_api_read", { path: "/nodes/localhost/qemu/101/config" }],
  ["proxmox_api_read", { path: "/nodes/pve1%2Fqemu%2F101%2Fconfig" }],
  ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/qemu/101/status/stop" }],
  ["proxmox_api_call", { method: "DELETE", path: "/nodes/pve1/qemu/101" }],
  ["proxmox_api_call", {
    method: "POST",
    path: "/nodes/pve1/vzdump",
    parameters: { vmid: "115,101", storage: "nas" },
  }],
  ["proxmox_api_call", {
    method: "POST",
    path: "/nodes/pve1/vzdump",
    parameters: { all: 1, mode: "stop", storage: "nas" },
  }],
  ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/stopall" }],
  ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/startall", parameters: { vms: "102;101" } }],
  ["proxmox_api_call", {
    method: "PUT",
    path: "/nodes/pve1/qemu/102/config",
    parameters: { scsi3: "local-lvm:vm-101-disk-0" },
  }],
  ["proxmox_api_call", {
    method: "DELETE",
    path: "/nodes/pve1/storage/local-lvm/content/local-lvm:vm-101-disk-0",
  }],
  ["proxmox_api_call", { method: "DELETE", path: "/nodes/pve1/storage/local-lvm/content/vm-101-disk-0" }],
  ["proxmox_api_call", { method: "DELETE", path: "/cluster/ha/resources/vm:101" }],
];

/** Calls on guests that no list in this file keeps out. */
const callsOnOthers: readonly Call[] = [
  ["proxmox_ct_start", { vmid: 115, wait: 0 }],
  ["proxmox_ct_config", { vmid: 115 }],
];

/** Checks that nothing of VM 101 is reached or seen, that the refusals name the setting, and that other guests go on. */
async function checkHidden(lab: Lab, setting: string): Promise<void> {
  const before = new Unchanged(lab.cluster);
  for (const [tool, args] of callsOnWeb) {
    const text = await lab.failure(tool, args);
    before.check(`${tool} ${JSON.stringify(args)}: ${text}`);
    // An id with a leading zero is no id of Proxmox's, so the schema refuses it before the list does.
    if (args.path !== "/nodes/pve1/qemu/0101/config") {
      assert.match(text, new RegExp(setting), `${tool} ${JSON.stringify(args)}`);
    }
    assert.doesNotMatch(text, /web1/, "the refusal shows what it hides");
  }
  const lists: readonly Call[] = [
    ["proxmox_vm_list", {}],
    ["proxmox_guest_find", { query: "web" }],
    ["proxmox_guest_find", { query: "101" }],
    ["proxmox_task_list", { hours: 1000 }],
    ["proxmox_storage_content", { storage: "pbs" }],
    ["proxmox_storage_content", { storage: "local-lvm" }],
    ["proxmox_backup_list", {}],
    ["proxmox_api_read", { path: "/cluster/resources", limit: 1000 }],
    ["proxmox_api_read", { path: "/nodes/pve1/qemu" }],
    ["proxmox_api_read", { path: "/cluster/tasks" }],
    ["proxmox_api_read", { path: "/pools/production" }],
  ];
  for (const [tool, args] of lists) {
    const { text, structured } = await lab.call(tool, args);
    const shown = `${text}\n${JSON.stringify(structured)}`.replaceAll(String(args.query), "");
    assert.doesNotMatch(shown, /web1|\b101\b|-101-|\/101\//, `${tool} ${JSON.stringify(args)}`);
  }
  for (const [tool, args] of callsOnOthers) await lab.text(tool, args);
}

const ways: Readonly<Record<string, string>> = {
  "by id": "101",
  "by range": "100-103",
  "by name": "web1",
  "by a name with a star, in capitals": "WEB*",
  "by pool": "pool:production",
  "by tag, in capitals": "tag:PROD",
};

for (const [how, list] of Object.entries(ways)) {
  Deno.test(`a guest denied ${how} can be neither touched nor seen`, async () => {
    await using lab = await startLab({ settings: { PROXMOX_DENIED_GUESTS: list } });
    await checkHidden(lab, "PROXMOX_DENIED_GUESTS");
  });
}

Deno.test("a guest that is not among the allowed ones can be neither touched nor seen", async () => {
  await using lab = await startLab({ settings: { PROXMOX_ALLOWED_GUESTS: "110-115,tag:dev" } });
  await checkHidden(lab, "PROXMOX_ALLOWED_GUESTS");
});

Deno.test("denying wins over allowing", async () => {
  await using lab = await startLab({
    settings: { PROXMOX_ALLOWED_GUESTS: "100-999", PROXMOX_DENIED_GUESTS: "101" },
  });
  await checkHidden(lab, "PROXMOX_DENIED_GUESTS");
});

Deno.test("a list goes by what the guest is now, not by what it was when the server looked last", async () => {
  await using lab = await startLab({ settings: { PROXMOX_DENIED_GUESTS: "secret-*,tag:secret" } });
  const { guests } = lab.simulator.cluster.state;
  const [web, runner] = [guests[102], guests[115]];
  assert.ok(web !== undefined && runner !== undefined);
  await lab.text("proxmox_vm_list");
  web.config["name"] = "secret-web";
  runner.config["tags"] = "dev;secret";
  const before = new Unchanged(lab.cluster);
  assert.match(await lab.failure("proxmox_vm_start", { vmid: 102 }), /PROXMOX_DENIED_GUESTS/);
  assert.match(await lab.failure("proxmox_ct_start", { vmid: 115 }), /PROXMOX_DENIED_GUESTS/);
  before.check();
});

Deno.test("a denied node, and the guests that are on it now, can be neither touched nor seen", async () => {
  await using lab = await startLab({ settings: { PROXMOX_DENIED_NODES: "PVE3" } });
  const calls: readonly Call[] = [
    ["proxmox_node_status", { node: "pve3" }],
    ["proxmox_vm_status", { vmid: 120 }],
    ["proxmox_ct_stop", { vmid: 121 }],
    ["proxmox_api_read", { path: "/nodes/pve3/status" }],
    ["proxmox_api_read", { path: "/nodes/localhost/status" }],
    ["proxmox_api_call", {
      method: "POST",
      path: "/nodes/pve1/qemu/102/migrate",
      parameters: { target: "pve3" },
    }],
    ["proxmox_api_call", {
      method: "POST",
      path: "/nodes/pve1/qemu/102/clone",
      parameters: { newid: 199, target: "pve3" },
    }],
  ];
  const before = new Unchanged(lab.cluster);
  for (const [tool, args] of calls) {
    const text = await lab.failure(tool, args);
    before.check();
    assert.match(
      text,
      /PROXMOX_DENIED_NODES|localhost is refused/,
      `${tool} ${JSON.stringify(args)}`,
    );
  }
  for (
    const tool of [
      "proxmox_node_list",
      "proxmox_vm_list",
      "proxmox_ct_list",
      "proxmox_storage_list",
      "proxmox_task_list",
    ]
  ) {
    assert.doesNotMatch((await lab.call(tool)).text, /pve3|home-assistant|ml-box/, tool);
  }
  await lab.text("proxmox_vm_status", { vmid: 101 });
  lab.simulator.faults.moveGuest(101, "pve3");
  assert.match(await lab.failure("proxmox_vm_stop", { vmid: 101 }), /PROXMOX_DENIED_NODES|not on/);
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("a storage outside of the lists can be neither used nor seen", async () => {
  await using lab = await startLab({ settings: { PROXMOX_ALLOWED_STORAGES: "local*" } });
  const calls: readonly Call[] = [
    ["proxmox_storage_status", { storage: "nas" }],
    ["proxmox_storage_content", { storage: "pbs" }],
    ["proxmox_api_read", { path: "/nodes/pve1/storage/nas/content" }],
    ["proxmox_backup_create", { vmids: [115], storage: "nas" }],
    ["proxmox_api_call", { method: "PUT", path: "/storage/nas", parameters: { disable: 1 } }],
    ["proxmox_api_call", {
      method: "PUT",
      path: "/nodes/pve1/qemu/102/config",
      parameters: { scsi3: "nas:8" },
    }],
    ["proxmox_api_call", {
      method: "POST",
      path: "/nodes/pve1/qemu/102/clone",
      parameters: { newid: 199, storage: "nas" },
    }],
  ];
  const before = new Unchanged(lab.cluster);
  for (const [tool, args] of calls) {
    const text = await lab.failure(tool, args);
    before.check();
    assert.match(
      text,
      /PROXMOX_ALLOWED_STORAGES/,
      `${tool} ${JSON.stringify(args)}`,
    );
  }
  for (
    const [tool, args] of [["proxmox_storage_list", {}], ["proxmox_api_read", { path: "/storage" }], [
      "proxmox_backup_list",
      {},
    ]] as const
  ) {
    assert.doesNotMatch((await lab.call(tool, args)).text, /\bnas\b|\bpbs\b/, tool);
  }
  await lab.text("proxmox_storage_status", { storage: "local", node: "pve1" });
});

/** A backup in snapshot mode leaves its guest as it is. */
function isSnapshotBackup(tool: string, args: Arguments): boolean {
  return tool === "proxmox_backup_create" || JSON.stringify(args).includes('"vmid":"115,101"');
}

for (
  const [how, settings, tags] of [
    ["the tag protected", {}, "db;Protected"],
    ["the tag that PROXMOX_PROTECTED_TAG names", { PROXMOX_PROTECTED_TAG: "hands-off" }, "db;hands-off"],
  ] as const
) {
  Deno.test(`a guest with ${how} can be looked at and is never changed`, async () => {
    await using lab = await startLab({ settings: { ...settings, PROXMOX_CONFIRM: "off" } });
    const web = lab.simulator.cluster.guest(101);
    assert.ok(web !== undefined);
    web.config["tags"] = tags;
    const before = new Unchanged(lab.cluster);
    for (const [tool, args] of callsOnWeb) {
      if (allTools.find(({ name }) => name === tool)?.access === "read" || isSnapshotBackup(tool, args)) {
        continue;
      }
      const text = await lab.failure(tool, args);
      before.check(`${tool} ${JSON.stringify(args)}`);
      assert.match(text, /is never changed/, `${tool} ${JSON.stringify(args)}`);
    }
    for (
      const [tool, args] of [["proxmox_vm_status", { vmid: 101 }], ["proxmox_vm_config", {
        vmid: 101,
      }]] as const
    ) {
      await lab.text(tool, args);
    }
  });
}

Deno.test("a guest with Proxmox's protection flag may be switched on and off, but nothing of it is destroyed", async () => {
  await using lab = await startLab({ settings: { PROXMOX_CONFIRM: "off" } });
  const web = lab.simulator.cluster.guest(101);
  assert.ok(web !== undefined);
  web.config["protection"] = 1;
  const before = new Unchanged(lab.cluster);
  const destroying: readonly Call[] = [
    ["proxmox_snapshot_delete", { vmid: 101, name: "before-upgrade" }],
    ["proxmox_snapshot_restore", { vmid: 101, name: "before-upgrade" }],
    ["proxmox_api_call", { method: "DELETE", path: "/nodes/pve1/qemu/101" }],
    ["proxmox_api_call", {
      method: "PUT",
      path: "/nodes/pve1/qemu/101/config",
      parameters: { protection: 0 },
    }],
    ["proxmox_api_call", {
      method: "PUT",
      path: "/nodes/pve1/qemu/101/config",
      parameters: { delete: "protection" },
    }],
    ["proxmox_api_call", {
      method: "DELETE",
      path: "/nodes/pve1/storage/local-lvm/content/local-lvm:vm-101-disk-0",
    }],
  ];
  for (const [tool, args] of destroying) {
    assert.match(
      await lab.failure(tool, args),
      /Guest 101 has Proxmox's protection flag, so nothing of it is destroyed/,
    );
    before.check();
  }
  await lab.text("proxmox_vm_stop", { vmid: 101 });
});
