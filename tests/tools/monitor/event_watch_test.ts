import assert from "node:assert/strict";
import { logToCluster } from "../../../src/simulator/cluster/cluster_log.ts";
import { startLab } from "../../harness/lab.ts";

/** Resolves when the cluster log has been read that often. */
async function watched(lab: Awaited<ReturnType<typeof startLab>>, readings: number): Promise<void> {
  while (lab.cluster.countRequests("GET", /^\/cluster\/log$/) < readings) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("the watch ends with the event it waits for, and says where to go on", async () => {
  await using lab = await startLab();
  const notes: string[] = [];
  const watching = lab.text("proxmox_event_watch", { vmid: 102, type: "qmstart", count: 1 }, {
    onProgress: ({ message = "" }) => notes.push(message),
  });
  await watched(lab, 1);
  await lab.text("proxmox_vm_start", { vmid: 100 + 2 });
  const text = await watching;
  assert.match(text, /^1 event\nTIME \(UTC\) +NODE +WHAT +USER +EVENT\n/);
  assert.match(text, / pve1 +qmstart 102 +root@pam +(?:started|OK)$/m);
  assert.match(text, /\nGo on with since="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"\.$/);
  assert.ok(notes.some((note) => note.startsWith("qmstart 102 ")), notes.join("; "));
});

Deno.test("what happened before the watch is told only when it is asked for", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_start", { vmid: 102 });
  assert.match(
    await lab.text("proxmox_event_watch", { vmid: 102, wait: 0 }),
    /^Nothing of that kind happened within 0 s\./,
  );
  assert.match(
    await lab.text("proxmox_event_watch", { vmid: 102, since: "1h", wait: 0 }),
    /qmstart 102 +root@pam +OK/,
  );
});

Deno.test("lines of the cluster log are events too, by the guest that they name", async () => {
  await using lab = await startLab();
  const watching = lab.text("proxmox_event_watch", { type: "log", vmid: 101 });
  await watched(lab, 1);
  logToCluster(lab.simulator.cluster, "pve2", "root@pam", "update VM 1010: -memory 512");
  logToCluster(lab.simulator.cluster, "pve2", "root@pam", "update VM 101: -memory 512");
  const text = await watching;
  assert.match(text, /^1 event\n/);
  assert.match(text, /pve2 +pvedaemon +root@pam +update VM 101: -memory 512/);
});
