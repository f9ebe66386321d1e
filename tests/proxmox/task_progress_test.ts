import assert from "node:assert/strict";
import { readProgress } from "../../src/proxmox/task_progress.ts";

/** Lines of task logs as Proxmox writes them, and the percentage each tells. */
const linesWithPercent: Readonly<Record<string, number | undefined>> = {
  "INFO:  12% (3.9 GiB of 32.0 GiB) in 12s, read: 333.2 MiB/s, write: 300.1 MiB/s": 12,
  "INFO: 100% (32.0 GiB of 32.0 GiB) in 81s, read: 400.0 MiB/s, write: 61.3 MiB/s": 100,
  "transferred 1.0 GiB of 32.0 GiB (3.12%)": 3.12,
  "drive-scsi0: transferred 1.0 GiB of 32.0 GiB (3.12%) in 5s": 3.12,
  "100% complete": 100,
  "progress 12% (read 3.8 GiB, zeroes = 5% (204.0 MiB), duration 10 sec)": 12,
  "progress 99% (read 34016722944 bytes, duration 41 sec)": 99,
  "     32768K ........ ........ ........ ........  6%  110M 4s": 6,
  " 123550K ........ ........ ...               100% 33.2M=3.7s": 100,
  "2026-11-21 01:20:09 migration active, transferred 512.0 MiB of 4.0 GiB VM-state, 110.0 MiB/s": 12.5,
  "2026-11-21 01:20:12 migration active, transferred 4.5 GiB of 4.0 GiB VM-state, 110.0 MiB/s": 100,
  "INFO: status = running": undefined,
  "INFO: Total bytes written: 7495680 (7.2MiB, 114MiB/s)": undefined,
  "INFO: transferred 32.00 GiB in 95 seconds (344.9 MiB/s)": undefined,
  "2026-11-21 01:20:00 average migration speed: 1.0 GiB/s - downtime 48 ms": undefined,
  "2026-11-21 01:20:21 migration finished successfully (duration 00:00:21)": undefined,
  "snapshotting 'drive-scsi0' (local:200/vm-200-disk-0.qcow2)": undefined,
  "Image resized.": undefined,
  "8388608 bytes (8.4 MB, 8.0 MiB) copied, 3 s, 109 MB/s": undefined,
  "INFO: backup rate 3000% of what was expected": undefined,
  "TASK OK": undefined,
};

Deno.test("the percentage of every shape of log line is read", () => {
  for (const [line, percent] of Object.entries(linesWithPercent)) {
    assert.equal(readProgress([line])?.percent, percent, line);
  }
});

Deno.test("the message is the newest line without its time and level", () => {
  const messages: Readonly<Record<string, string>> = {
    "INFO:  12% (3.9 GiB of 32.0 GiB) in 12s, read: 333.2 MiB/s":
      "12% (3.9 GiB of 32.0 GiB) in 12s, read: 333.2 MiB/s",
    "2026-11-21 01:20:00 starting migration of VM 100 to node 'pve2' (10.0.0.2)":
      "starting migration of VM 100 to node 'pve2' (10.0.0.2)",
    "INFO: Backup job finished with errors": "Backup job finished with errors",
    "ERROR: Backup of VM 999 failed - unable to find VM '999'":
      "ERROR: Backup of VM 999 failed - unable to find VM '999'",
    "  creating a clone of VM 200 with ID 210 ": "creating a clone of VM 200 with ID 210",
  };
  for (const [line, message] of Object.entries(messages)) {
    assert.equal(readProgress([line])?.message, message);
  }
});

Deno.test("the newest percentage counts although a later line has none", () => {
  const lines = [
    "INFO:  50% (16 GiB of 32 GiB)",
    "INFO: 60% (19 GiB of 32 GiB)",
    "INFO: resuming VM again",
    "",
  ];
  assert.deepEqual(readProgress(lines), { percent: 60, message: "resuming VM again" });
});

Deno.test("a log without lines tells nothing, and neither does Proxmox's stand-in for it", () => {
  assert.equal(readProgress([]), undefined);
  assert.equal(readProgress(["", "  "]), undefined);
  assert.equal(readProgress(["no content"]), undefined);
});
