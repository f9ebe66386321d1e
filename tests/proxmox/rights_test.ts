import assert from "node:assert/strict";
import type { Permissions } from "../../src/proxmox/acl.ts";
import { Release } from "../../src/proxmox/release.ts";
import { basePath, heldAtBase, holds, privilegesIn, reachOf } from "../../src/proxmox/rights.ts";

function permissionsOf(paths: Readonly<Record<string, Readonly<Record<string, boolean>>>>): Permissions {
  return new Map(Object.entries(paths).map(([path, held]) => [path, new Map(Object.entries(held))]));
}

const some = permissionsOf({
  "/": { "VM.Audit": true, "Sys.Audit": true, "Sys.Modify": false },
  "/vms/100": { "VM.PowerMgmt": true },
  "/pool/lab": { "VM.PowerMgmt": true },
});

Deno.test("a privilege holds on a path by the nearest path above that has any, if it reaches below", () => {
  const asked: readonly (readonly [string, string, boolean])[] = [
    ["VM.Audit", "/", true],
    ["VM.Audit", "/vms", true],
    ["VM.Audit", "/vms/101", true],
    ["VM.Audit", "/vms/100", false],
    ["VM.PowerMgmt", "/vms/100", true],
    ["VM.PowerMgmt", "/vms/101", false],
    ["Sys.Modify", "/", true],
    ["Sys.Modify", "/nodes/pve1", false],
    ["Nothing.AtAll", "/", false],
  ];
  for (const [name, path, held] of asked) assert.equal(holds(some, name, path), held, `${name} on ${path}`);
  assert.equal(holds(permissionsOf({}), "VM.Audit", "/vms"), false);
});

Deno.test("where a privilege holds is everywhere, some paths, or nowhere", () => {
  assert.equal(reachOf(some, "VM.Audit"), "everywhere");
  assert.deepEqual(reachOf(some, "VM.PowerMgmt"), ["/pool/lab", "/vms/100"]);
  assert.deepEqual(reachOf(some, "Datastore.Audit"), []);
});

Deno.test("each family of privileges has a path where it begins", () => {
  const begins: readonly (readonly [string, string])[] = [
    ["VM.Config.Disk", "/vms"],
    ["Datastore.Audit", "/storage"],
    ["SDN.Use", "/sdn"],
    ["Sys.Modify", "/"],
    ["Permissions.Modify", "/"],
  ];
  for (const [name, path] of begins) assert.equal(basePath(name), path);
  assert.deepEqual(heldAtBase(some, "VM.Snapshot"), ["VM.Audit"]);
});

Deno.test("before 9.0 commands in VMs need VM.Monitor, and looking does not, for it would let its holder run them", () => {
  const looking = ["VM.Audit", "VM.GuestAgent.Audit"];
  const running = ["VM.GuestAgent.FileRead", "VM.GuestAgent.Unrestricted"];
  assert.deepEqual(privilegesIn(new Release("8.4.5"), looking), ["VM.Audit"]);
  assert.deepEqual(privilegesIn(new Release("8.4.5"), running), ["VM.Monitor"]);
  assert.deepEqual(privilegesIn(new Release("9.0.1"), looking), looking);
});
