import assert from "node:assert/strict";
import { type Environment, startCluster, type TestCluster } from "../harness/cluster.ts";
import { Door } from "../harness/door.ts";
import { type InProcess, serveInProcess } from "../harness/in_process.ts";
import { sshLogin } from "../harness/ssh_login.ts";

/** A cluster behind two doors, one for each wire, and a server that goes by either. */
interface Doors {
  readonly cluster: TestCluster;
  readonly server: InProcess;
  readonly api: Door;
  readonly ssh: Door;
}

async function withDoors(settings: Environment, use: (doors: Doors) => Promise<void>): Promise<void> {
  await using cluster = await startCluster({ ssh: true });
  const login = await sshLogin(cluster);
  await using api = new Door(cluster.simulator.hostname, cluster.simulator.port);
  await using ssh = new Door(login["PROXMOX_SSH_HOST"] ?? "", Number(login["PROXMOX_SSH_PORT"]));
  await using server = await serveInProcess({
    ...cluster.environment,
    ...login,
    PROXMOX_PORT: String(api.port),
    PROXMOX_SSH_PORT: String(ssh.port),
    PROXMOX_DEFAULT_TRANSPORT: "auto",
    PROXMOX_RETRY_ATTEMPTS: "0",
    ...settings,
  });
  await use({ cluster, server, api, ssh });
}

/** The wire that `proxmox_cluster_status` names. */
async function wireOfReads({ server }: Doors): Promise<string | undefined> {
  const { text, isError } = await server.call("proxmox_cluster_status");
  assert.equal(isError, false, text);
  return /^connection: (.*)$/m.exec(text)?.[1];
}

/** Starts or stops VM 102, and says which wire the audit log names for it. */
async function wireOfChange(doors: Doors, action: "start" | "stop"): Promise<unknown> {
  const { text, isError } = await doors.server.call(`proxmox_vm_${action}`, { vmid: 102 });
  assert.equal(isError, false, text);
  return await wireOnRecord(doors);
}

/** The wire that the audit log names for the last call. */
async function wireOnRecord({ cluster }: Doors): Promise<unknown> {
  const audit = await Deno.readTextFile(cluster.environment["PROXMOX_AUDIT_LOG"] ?? "");
  return JSON.parse(audit.trim().split("\n").at(-1) ?? "").wire;
}

const changesByRest = ({ cluster }: Doors): number => cluster.countRequests("POST", /\/qemu\/102\/status\//);

Deno.test("with both wires up, reads go by REST and changes by the wire that the settings name", async () => {
  await withDoors({}, async (doors) => {
    assert.deepEqual([await wireOfReads(doors), await wireOfChange(doors, "start")], ["REST API", "ssh"]);
    assert.equal(changesByRest(doors), 0);
  });
  await withDoors({ PROXMOX_AUTO_WRITES: "api" }, async (doors) => {
    assert.deepEqual([await wireOfReads(doors), await wireOfChange(doors, "start")], ["REST API", "api"]);
    assert.equal(changesByRest(doors), 1);
    await doors.server.call("proxmox_ct_exec", { vmid: 100, command: "true" });
    assert.equal(await wireOnRecord(doors), "ssh");
  });
});

Deno.test("while the API cannot be reached everything goes by SSH, and the answers say so", () =>
  withDoors({ PROXMOX_AUTO_WRITES: "api" }, async (doors) => {
    assert.equal(await wireOfReads(doors), "REST API");
    doors.api.shut();
    assert.deepEqual([await wireOfReads(doors), await wireOfChange(doors, "start")], ["SSH", "ssh"]);
    const inside = await doors.server.call("proxmox_ct_exec", { vmid: 100, command: "hostname" });
    assert.match(inside.text, /^CT 100 \(dns1\) on pve1: exit code 0\n.*\n\| dns1$/);
    assert.equal(changesByRest(doors), 0);
    assert.notEqual(doors.cluster.simulator.cluster.guest(102)?.runtime, undefined);
  }));

Deno.test("while SSH cannot be reached changes go by REST, and commands say what is wrong", () =>
  withDoors({}, async (doors) => {
    assert.equal(await wireOfChange(doors, "start"), "ssh");
    doors.ssh.shut();
    assert.deepEqual([await wireOfReads(doors), await wireOfChange(doors, "stop")], ["REST API", "api"]);
    assert.equal(changesByRest(doors), 1);
    const inside = await doors.server.call("proxmox_ct_exec", { vmid: 100, command: "hostname" });
    assert.deepEqual(
      [inside.isError, /SSH at 127\.0\.0\.1:\d+.*refused/.test(inside.text)],
      [true, true],
      inside.text,
    );
  }));

Deno.test("a wire that comes back is taken again when the other one goes", () =>
  withDoors({}, async (doors) => {
    doors.api.shut();
    assert.equal(await wireOfReads(doors), "SSH");
    doors.api.unlock();
    doors.ssh.shut();
    assert.deepEqual([await wireOfReads(doors), await wireOfChange(doors, "start")], ["REST API", "api"]);
    doors.ssh.unlock();
    doors.api.shut();
    assert.deepEqual([await wireOfReads(doors), await wireOfChange(doors, "stop")], ["SSH", "ssh"]);
  }));

Deno.test("with both wires down the trouble of the one that should have gone is told", () =>
  withDoors({}, async (doors) => {
    doors.api.shut();
    doors.ssh.shut();
    const { isError, text } = await doors.server.call("proxmox_node_list");
    assert.equal(isError, true);
    assert.ok(text.includes(`127.0.0.1:${doors.api.port}`), text);
  }));

Deno.test("a change whose answer was lost is not sent again by the other wire", () =>
  withDoors({ PROXMOX_AUTO_WRITES: "api" }, async (doors) => {
    const { simulator } = doors.cluster;
    simulator.faults.requests.next({ kind: "lose" }, { method: "POST", path: /\/qemu\/102\/status\/start/ });
    const before = simulator.cluster.state.tasks.length;
    const { isError, text } = await doors.server.call("proxmox_vm_start", { vmid: 102 });
    assert.equal(isError, true);
    assert.match(text, /may have been carried out/);
    assert.equal(simulator.cluster.state.tasks.length, before + 1);
  }));
