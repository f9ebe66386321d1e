import assert from "node:assert/strict";
import { PolicyError } from "../../../src/policy/errors.ts";
import { classOf, judge } from "../../../src/policy/endpoints/judge.ts";
import type { GuardedRequest } from "../../../src/policy/guard.ts";

const vm = "/nodes/pve1/qemu/100";
const ct = "/nodes/pve1/lxc/101";

function request(line: string, parameters?: Readonly<Record<string, unknown>>): GuardedRequest {
  const [method, path = ""] = line.split(" ");
  assert.ok(method === "GET" || method === "POST" || method === "PUT" || method === "DELETE");
  return parameters === undefined ? { method, path } : { method, path, parameters };
}

Deno.test("an unknown change counts as destroy, an unknown GET as read", () => {
  for (const method of ["POST", "PUT", "DELETE"]) {
    assert.equal(classOf(request(`${method} /cluster/something/new`)), "destroy");
    assert.equal(classOf(request(`${method} ${vm}/something/new`)), "destroy");
    assert.equal(classOf(request(`${method} /`)), "destroy");
  }
  assert.equal(classOf(request("GET /cluster/something/new")), "read");
});

Deno.test("no change is ever of class read, so that read-only lets nothing but GET out", () => {
  for (
    const path of [
      `${vm}/agent/ping`,
      `${vm}/agent/fsfreeze-status`,
      "/access/vncticket",
      "/access/openid/auth-url",
    ]
  ) {
    assert.notEqual(classOf(request(`POST ${path}`)), "read");
  }
});

Deno.test("a path is read as Proxmox routes it: decoded, and without empty segments", () => {
  assert.equal(classOf(request("POST /nodes/pve1%2Fqemu%2F100%2Fagent%2Fexec")), "exec");
  assert.equal(classOf(request("POST //nodes/pve1//qemu/100/agent/exec/")), "exec");
  assert.equal(classOf(request("DELETE /nodes/pve1/storage/local/content/local%3Aiso%2Fx.iso")), "destroy");
  assert.equal(classOf(request("DELETE /nodes/pve1/storage/local/content/local:iso/x.iso")), "destroy");
  assert.equal(classOf(request("GET /nodes/pve1/qemu/100/agent%2Ffile-read")), "exec");
});

Deno.test("a path that could be read in two ways is refused before it is judged", () => {
  for (
    const path of [
      "/nodes/../access/acl",
      "/nodes/%2e%2e/access/acl",
      "/nodes/pve1/./status",
      "/nodes/pve1/status?command=reboot",
      "/nodes/pve1/status#x",
      "/nodes\\pve1",
      "/nodes/pve1%00",
      "/nodes/pve1%0a",
      "/nodes/%zz",
      "nodes/pve1",
      "",
    ]
  ) {
    assert.throws(() => classOf({ method: "GET", path }), PolicyError, path);
  }
});

Deno.test("parameters raise the class of a guest's configuration", () => {
  const cases: readonly (readonly [string, Record<string, unknown>, string])[] = [
    [`PUT ${vm}/config`, { memory: 2048 }, "write"],
    [`PUT ${vm}/config`, { delete: "unused0" }, "destroy"],
    [`PUT ${vm}/config`, { delete: "scsi1" }, "write"],
    [`PUT ${vm}/config`, { delete: "scsi1", force: 1 }, "destroy"],
    [`PUT ${vm}/config`, { delete: "scsi1", force: true }, "destroy"],
    [`PUT ${vm}/config`, { delete: "scsi1", force: 0 }, "write"],
    [`PUT ${vm}/config`, { delete: "net1;unused3" }, "destroy"],
    [`PUT ${vm}/config`, { delete: ["net1", "unused3"] }, "destroy"],
    [`POST ${vm}/config`, { protection: 0 }, "destroy"],
    [`POST ${vm}/config`, { delete: "protection" }, "destroy"],
    [`PUT ${vm}/config`, { protection: 1 }, "write"],
    [`PUT ${ct}/config`, { delete: "unused0" }, "destroy"],
    [`PUT ${ct}/config`, { mp0: "local-lvm:8,mp=/data" }, "write"],
    [`PUT ${ct}/config`, { mp0: "/etc,mp=/data" }, "host"],
    [`PUT ${ct}/config`, { mp0: "mp=/data,volume=/etc" }, "host"],
    [`PUT ${ct}/config`, { dev0: "/dev/sda" }, "host"],
    [`PUT ${ct}/config`, { entrypoint: "/bin/sh -c id" }, "exec"],
    [`PUT ${vm}/config`, { scsi1: "/dev/sdb" }, "host"],
    [`PUT ${vm}/config`, { scsi1: "file=/dev/sdb,ssd=1" }, "host"],
    [`PUT ${vm}/config`, { scsi1: "local:0,import-from=/root/x.qcow2" }, "host"],
    [`PUT ${vm}/config`, { scsi1: "local:0,import-from=local:100/vm-100-disk-0.qcow2" }, "write"],
    [`PUT ${vm}/config`, { args: "-device x" }, "host"],
    [`PUT ${vm}/config`, { hookscript: "local:snippets/x.sh" }, "host"],
    [`PUT ${vm}/unlink`, { idlist: "scsi1" }, "write"],
    [`PUT ${vm}/unlink`, { idlist: "unused1" }, "destroy"],
    [`PUT ${vm}/unlink`, { idlist: "scsi1", force: "on" }, "destroy"],
    ["POST /nodes/pve1/qemu", { vmid: 100 }, "write"],
    ["POST /nodes/pve1/qemu", { vmid: 100, archive: "b:backup/x", force: 1 }, "destroy"],
    ["POST /nodes/pve1/lxc", { vmid: 100, restore: 1, force: 1 }, "destroy"],
    [`POST ${vm}/status/stop`, {}, "write"],
    [`POST ${vm}/status/stop`, { skiplock: 1 }, "destroy"],
    [`POST ${vm}/agent`, { command: "fstrim" }, "write"],
    [`POST ${vm}/agent`, { command: "exec" }, "exec"],
  ];
  for (const [line, parameters, access] of cases) {
    assert.equal(classOf(request(line, parameters)), access, `${line} ${JSON.stringify(parameters)}`);
  }
});

Deno.test("parameters raise the class of backups, storages, volumes and Ceph", () => {
  const cases: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ["POST /nodes/pve1/vzdump", { vmid: 100 }, "write"],
    ["POST /nodes/pve1/vzdump", { vmid: 100, "prune-backups": "keep-last=1" }, "destroy"],
    ["POST /nodes/pve1/vzdump", { vmid: 100, "prune-backups": "keep-all=1" }, "write"],
    ["POST /nodes/pve1/vzdump", { vmid: 100, script: "/root/x" }, "host"],
    ["POST /cluster/backup", { dumpdir: "/etc" }, "host"],
    ["PUT /cluster/backup/job1", { "prune-backups": "keep-last=1" }, "destroy"],
    ["PUT /storage/local", { "prune-backups": "keep-last=1" }, "destroy"],
    ["PUT /storage/local", { disable: 1 }, "write"],
    ["PUT /nodes/pve1/storage/local/content/local:backup/x", { protected: 0 }, "destroy"],
    ["PUT /nodes/pve1/storage/local/content/local:backup/x", { notes: "x" }, "write"],
    ["PUT /cluster/ceph/flags", { noout: 1 }, "write"],
    ["PUT /cluster/ceph/flags", { pause: 1 }, "destroy"],
    ["PUT /cluster/ceph/flags/pause", { value: 1 }, "destroy"],
    ["PUT /cluster/ceph/flags/noout", { value: 1 }, "write"],
    ["PUT /cluster/replication/100-0", { remove_job: "full" }, "destroy"],
    ["GET /cluster/acme/tos", {}, "read"],
    ["GET /cluster/acme/tos", { directory: "http://10.0.0.1/" }, "write"],
  ];
  for (const [line, parameters, access] of cases) {
    assert.equal(classOf(request(line, parameters)), access, `${line} ${JSON.stringify(parameters)}`);
  }
});

Deno.test("an abbreviated or capitalised parameter, which pvesh takes, counts as the one it stands for", () => {
  assert.equal(classOf(request(`PUT ${vm}/config`, { del: "unused0" })), "destroy");
  assert.equal(classOf(request(`PUT ${vm}/config`, { delete: "scsi1", forc: 1 })), "destroy");
  assert.equal(classOf(request(`PUT ${vm}/config`, { ARGS: "-x" })), "host");
  assert.equal(classOf(request(`PUT ${vm}/config`, { arch: "x86_64" })), "write");
});

Deno.test("a request that loses data says so even when its class is above destroy", () => {
  const judgement = judge(request(`PUT ${vm}/config`, { delete: "unused0", hookscript: "local:snippets/x" }));
  assert.equal(judgement.access, "host");
  assert.ok(judgement.destroys);
  assert.ok(judgement.reasons.includes("deletes a detached disk"));
});
