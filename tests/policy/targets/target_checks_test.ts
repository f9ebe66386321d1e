import assert from "node:assert/strict";
import type { PolicySettings } from "../../../src/config/settings.ts";
import type { CallerLimits } from "../../../src/policy/caller.ts";
import { PolicyError } from "../../../src/policy/errors.ts";
import { TargetRules } from "../../../src/policy/targets/rules.ts";
import { TargetChecks } from "../../../src/policy/targets/target_checks.ts";
import { guest, KnownGuests, policySettings } from "../policy_settings.ts";

const web = guest(100, { name: "web", node: "pve1", pool: "lab", tags: [] });
const kept = guest(101, { name: "kept", node: "pve1", pool: "lab", tags: ["protected"] });
const database = guest(200, { name: "db", node: "pve2", pool: "prod", tags: ["prod"], protection: true });

function checks(changes: Partial<PolicySettings> = {}, callers: readonly CallerLimits[] = []) {
  const known = new KnownGuests(web, kept, database);
  return { known, checks: new TargetChecks(new TargetRules(policySettings(changes), callers), known) };
}

const labOnly = { guests: { allowed: [{ kind: "pool", pool: "lab" }], denied: [] } } as const;

Deno.test("the tag is looked up before a change leaves, whatever the arguments say", async () => {
  const { checks: target } = checks();
  await target.check({ method: "POST", path: "/nodes/pve1/qemu/100/status/stop" });
  await assert.rejects(
    target.check({ method: "POST", path: "/nodes/pve1/qemu/101/status/stop" }),
    /protected/,
  );
  await assert.rejects(
    target.check({ method: "PUT", path: "/nodes/pve1/qemu/101/config", parameters: { tags: "" } }),
    /never changed/,
  );
});

Deno.test("a protected guest can be read, copied and backed up, but not stopped for a backup", async () => {
  const { checks: target } = checks();
  await target.check({ method: "GET", path: "/nodes/pve1/qemu/101/config" });
  await target.check({ method: "POST", path: "/nodes/pve1/qemu/101/clone", parameters: { newid: 300 } });
  const backup = { method: "POST", path: "/nodes/pve1/vzdump" } as const;
  await target.check({ ...backup, parameters: { vmid: "101", mode: "snapshot" } });
  await assert.rejects(
    target.check({ ...backup, parameters: { vmid: "101", mode: "stop" } }),
    /never changed/,
  );
});

Deno.test("the backups and disks of a protected guest are protected as well", async () => {
  const { checks: target } = checks();
  const content = "/nodes/pve1/storage/local/content";
  await assert.rejects(
    target.check({ method: "DELETE", path: `${content}/local:101/vm-101-disk-0.qcow2` }),
    PolicyError,
  );
  await assert.rejects(
    target.check({
      method: "DELETE",
      path: `${content}/local:backup/vzdump-lxc-101-2026_01_01-00_00_00.tar.zst`,
    }),
    PolicyError,
  );
  await target.check({ method: "DELETE", path: `${content}/local:iso/debian.iso` });
});

Deno.test("Proxmox's protection flag stops a delete but not a stop", async () => {
  const { checks: target } = checks();
  await target.check({ method: "POST", path: "/nodes/pve2/qemu/200/status/stop" });
  await assert.rejects(target.check({ method: "DELETE", path: "/nodes/pve2/qemu/200" }), /protection flag/);
});

Deno.test("reading takes no look-up while no list is in force", async () => {
  const { known, checks: target } = checks();
  await target.check({ method: "GET", path: "/nodes/pve1/qemu/100/config" });
  assert.deepEqual(known.asked, []);
});

Deno.test("a guest outside of the lists can neither be read nor changed, by whichever path", async () => {
  const { checks: target } = checks(labOnly);
  await target.check({ method: "GET", path: "/nodes/pve1/qemu/100/config" });
  for (
    const request of [
      { method: "GET", path: "/nodes/pve2/qemu/200/config" },
      { method: "GET", path: "/nodes/pve2%2Fqemu%2F200/config" },
      {
        method: "GET",
        path: "/nodes/pve2/tasks/UPID:pve2:0000022F:0002BDDF:6B00F2EC:qmstart:200:root@pam:/log",
      },
      { method: "POST", path: "/nodes/pve2/qemu/200/clone", parameters: { newid: 100 } },
      { method: "POST", path: "/nodes/pve1/vzdump", parameters: { vmid: "100,200" } },
      {
        method: "PUT",
        path: "/nodes/pve1/qemu/100/config",
        parameters: { scsi1: "local-lvm:vm-200-disk-0" },
      },
      { method: "POST", path: "/cluster/ha/resources", parameters: { sid: "vm:200" } },
    ] as const
  ) {
    await assert.rejects(target.check(request), /PROXMOX_ALLOWED_GUESTS/, JSON.stringify(request));
  }
});

Deno.test("a new guest must be within the lists by what it will be", async () => {
  const { checks: target } = checks(labOnly);
  const create = { method: "POST", path: "/nodes/pve1/qemu" } as const;
  await target.check({ ...create, parameters: { vmid: 300, pool: "lab" } });
  await assert.rejects(target.check({ ...create, parameters: { vmid: 300 } }), PolicyError);
  await assert.rejects(
    target.check({ ...create, parameters: { vmid: 200, pool: "lab", force: 1 } }),
    PolicyError,
  );
});

Deno.test("an action on a whole node is refused for the sake of one guest on it", async () => {
  const { checks: target } = checks();
  for (
    const request of [
      { method: "POST", path: "/nodes/pve1/stopall" },
      { method: "POST", path: "/nodes/localhost/stopall" },
      { method: "POST", path: "/nodes/pve1/status", parameters: { command: "reboot" } },
      { method: "POST", path: "/cluster/bulk-action/guest/shutdown" },
    ] as const
  ) {
    await assert.rejects(target.check(request), /Guest 101/, JSON.stringify(request));
  }
  await target.check({ method: "POST", path: "/nodes/pve1/startall", parameters: { vms: "100" } });
});

Deno.test("nodes and storages are checked in paths and in parameters", async () => {
  const { checks: target } = checks({
    nodes: { allowed: undefined, denied: ["pve2"] },
    storages: { allowed: ["local*"], denied: [] },
  });
  await assert.rejects(target.check({ method: "GET", path: "/nodes/pve2/status" }), /PROXMOX_DENIED_NODES/);
  await assert.rejects(target.check({ method: "GET", path: "/nodes/PVE2/status" }), /PROXMOX_DENIED_NODES/);
  await assert.rejects(
    target.check({ method: "POST", path: "/nodes/pve1/qemu/100/migrate", parameters: { target: "pve2" } }),
    /PROXMOX_DENIED_NODES/,
  );
  await assert.rejects(target.check({ method: "GET", path: "/storage/pbs" }), /PROXMOX_ALLOWED_STORAGES/);
  await assert.rejects(
    target.check({
      method: "PUT",
      path: "/nodes/pve1/qemu/100/config",
      parameters: { ide2: "pbs:iso/x.iso" },
    }),
    /PROXMOX_ALLOWED_STORAGES/,
  );
});

Deno.test("a caller held to some guests changes nothing else in the cluster", async () => {
  const anna = { caller: "anna", access: "host", guests: [{ kind: "id", vmid: 100 }] } as const;
  const { checks: target } = checks({}, [anna]);
  await target.check({ method: "POST", path: "/nodes/pve1/qemu/100/status/stop" });
  await target.check({ method: "GET", path: "/cluster/status" });
  for (
    const request of [
      {
        method: "PUT",
        path: "/access/acl",
        parameters: { path: "/", roles: "Administrator", users: "x@pve" },
      },
      { method: "DELETE", path: "/storage/local" },
      { method: "PUT", path: "/cluster/options", parameters: { keyboard: "de" } },
    ] as const
  ) {
    await assert.rejects(target.check(request), /anna is held to/, request.path);
  }
  await assert.rejects(target.checkCommand("host", { node: "pve1" }), /anna/);
});

Deno.test("a command over SSH is checked by the guest it is for", async () => {
  const { checks: target } = checks(labOnly);
  await target.checkCommand("exec", { vmid: 100, node: "pve1" });
  await assert.rejects(target.checkCommand("exec", { vmid: 101 }), /never changed/);
  await assert.rejects(target.checkCommand("exec", { vmid: 200 }), /PROXMOX_ALLOWED_GUESTS/);
  await target.checkCommand("host", { node: "pve1" });
});
