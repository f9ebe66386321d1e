import type { Cluster } from "../cluster/cluster.ts";
import type { Guest } from "../cluster/guest.ts";
import { deviceAddresses } from "../guest/blank_system.ts";
import { bootDisk } from "../guest/disks.ts";
import type { Machine, MachineFacts } from "../linux/kernel/machine.ts";
import { makeMachine } from "../linux/system/make_machine.ts";
import { guestFacts } from "../guest/system/facts.ts";
import { installGuest } from "../guest/system/files.ts";

/**
 * The system inside a virtual machine; its programs wait on the cluster's clock.
 *
 * @param onWait called when a program begins a wait that takes time
 */
export function makeInside(cluster: Cluster, guest: Guest, onWait: () => void): Machine {
  installGuest(guest);
  return makeMachine({
    facts: () => machineFacts(cluster, guest),
    files: guest.system.files,
    after: (seconds, callback) => {
      const abort = new AbortController();
      if (cluster.clock.waits) onWait();
      // The only way this fails is that the wait was called off.
      cluster.clock.sleep(seconds, abort.signal).then(callback, () => {});
      return () => abort.abort();
    },
  });
}

/** What differs from a container: a kernel and a disk of its own. */
function machineFacts(cluster: Cluster, guest: Guest): MachineFacts {
  const total = bootDisk(guest)?.size ?? 0;
  const devices = Object.keys(guest.config).filter((key) => /^net\d+$/.test(key)).toSorted();
  return {
    ...guestFacts(cluster, guest),
    kernel: guest.system.kernel,
    mounts: [{ device: "/dev/sda1", type: "ext4", path: "/", total, used: guest.system.used }],
    addresses: Object.fromEntries(
      devices.map((key, index) => [`eth${index}`, deviceAddresses(guest, Number(key.slice(3)))]),
    ),
  };
}
