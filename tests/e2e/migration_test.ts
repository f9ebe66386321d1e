import assert from "node:assert/strict";
import type { RequestMatch } from "../../src/simulator/faults/request_faults.ts";
import { type Lab, startLab } from "../harness/lab.ts";

/** Moves a guest with its disks to pve3 at the moment when the next matching request arrives at the old node. */
function moveBefore(lab: Lab, vmid: number, match: RequestMatch): void {
  const { cluster, faults } = lab.simulator;
  faults.requests.next({
    kind: "before",
    action: () => {
      faults.moveGuest(vmid, "pve3");
      for (const storage of Object.values(cluster.state.storages)) {
        for (const volume of storage.volumes) {
          if (volume.vmid === vmid && volume.node !== undefined) volume.node = "pve3";
        }
      }
    },
  }, match);
}

/** A call, the request before which the guest moves, and what the answer has to be nevertheless. */
interface Move {
  /** What the old node answers, as recorded with two nodes of Proxmox VE 9.2. */
  readonly answer: string;
  readonly tool: string;
  readonly vmid: number;
  readonly args?: Record<string, unknown>;
  readonly match: RequestMatch;
  readonly says: RegExp;
}

const moves: readonly Move[] = [
  {
    answer: "500 Configuration file ... does not exist",
    ...{ tool: "proxmox_vm_status", vmid: 101, match: { path: /status\/current$/ } },
    says: /^VM 101 \(web1\): running\nnode: pve3\n/,
  },
  {
    answer: "500 Configuration file ... does not exist",
    ...{ tool: "proxmox_ct_status", vmid: 104, match: { path: /status\/current$/ } },
    says: /^CT 104 \(reverse-proxy\): running\nnode: pve3\n/,
  },
  {
    answer: "500 Configuration file ... does not exist",
    ...{ tool: "proxmox_vm_config", vmid: 101, match: { path: /\/config$/ } },
    says: /^VM 101 \(web1\) on pve3, /,
  },
  {
    answer: "500 Configuration file ... does not exist",
    ...{ tool: "proxmox_snapshot_list", vmid: 101, match: { path: /\/snapshot$/ } },
    says: /^VM 101 \(web1\): 1 snapshot/,
  },
  {
    answer: "500 unable to find configuration file for VM ... on node",
    ...{ tool: "proxmox_vm_restart", vmid: 101, match: { method: "POST" } },
    says: /^VM 101 \(web1\) on pve3 has restarted/,
  },
  {
    answer: "500 CT ... not running",
    ...{ tool: "proxmox_ct_stop", vmid: 104, match: { method: "POST" } },
    says: /^CT 104 \(reverse-proxy\) on pve3 is stopped/,
  },
  {
    answer: "500 CT ... not running",
    ...{ tool: "proxmox_ct_shutdown", vmid: 104, match: { method: "POST" } },
    says: /^CT 104 \(reverse-proxy\) on pve3 is stopped/,
  },
  {
    answer: "500 VM ... not running, of a container",
    ...{ tool: "proxmox_ct_restart", vmid: 104, match: { method: "POST" } },
    says: /^CT 104 \(reverse-proxy\) on pve3 has restarted/,
  },
  {
    answer: "a task that fails with Configuration file ... does not exist",
    ...{ tool: "proxmox_vm_start", vmid: 102, match: { method: "POST" } },
    says: /^VM 102 \(web2\) on pve3 is running \(task qmstart/,
  },
  {
    answer: "a task that fails with unable to find configuration file",
    ...{ tool: "proxmox_vm_stop", vmid: 101, match: { method: "POST" } },
    says: /^VM 101 \(web1\) on pve3 is stopped \(task qmstop/,
  },
  {
    answer: "a task that fails with unable to find configuration file",
    ...{ tool: "proxmox_vm_shutdown", vmid: 101, match: { method: "POST" } },
    says: /^VM 101 \(web1\) on pve3 is stopped \(task qmshutdown/,
  },
  {
    answer: "500 Configuration file ... does not exist",
    ...{ tool: "proxmox_snapshot_create", vmid: 101, args: { name: "aa" }, match: { method: "POST" } },
    says: /^Snapshot aa of VM 101 \(web1\) is made/,
  },
  {
    answer: "a task that fails with Configuration file ... does not exist",
    ...{ tool: "proxmox_snapshot_create", vmid: 104, args: { name: "aa" }, match: { method: "POST" } },
    says: /^Snapshot aa of CT 104 \(reverse-proxy\) is made/,
  },
];

Deno.test("a guest that migrates between the look-up and the call is followed to its new node", async (t) => {
  for (const { answer, tool, vmid, args = {}, match, says } of moves) {
    await t.step(`${tool} of ${vmid}: ${answer}`, async () => {
      await using lab = await startLab();
      moveBefore(lab, vmid, match);
      assert.match(await lab.text(tool, { vmid, ...args }), says);
    });
  }
});

Deno.test("a guest that is gone after the look-up is said to be gone, and is not looked for without end", async () => {
  await using lab = await startLab();
  const { cluster, faults } = lab.simulator;
  const remove = { kind: "before", action: () => void delete cluster.state.guests[102] } as const;
  faults.requests.next(remove, { method: "POST" });
  const text = await lab.failure("proxmox_vm_start", { vmid: 102 });
  assert.match(text, /^No guest with vmid 102 is visible\./);
});
