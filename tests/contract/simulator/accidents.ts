import type { Cluster } from "../../../src/simulator/cluster/cluster.ts";

/** What befell the lab after a recorded request, so that the next one found it as it did. */
export type Accident = (cluster: Cluster) => void;

/** The lab had no map of subordinate ids then: every container but the first failed while it was unpacked. */
const creationFails = (vmid: number): Accident => (cluster) => {
  delete cluster.state.guests[vmid];
};

/** The lab's QEMU could not save memory: a half-made snapshot and its lock stay behind. */
const snapshotFails = (name: string, vmstate: 0 | 1): Accident => (cluster) => {
  const guest = cluster.guest(200);
  if (guest === undefined) return;
  const { lock: _, parent: __, ...config } = guest.config;
  guest.snapshots[name] = {
    snaptime: cluster.clock.now(),
    description: "",
    vmstate,
    parent: "s1",
    snapstate: "prepare",
    config,
  };
  guest.config = { ...guest.config, parent: "s1", lock: "snapshot" };
};

/** By `file/name of the recording`. */
export const ACCIDENTS: Readonly<Record<string, Accident>> = {
  "04_lxc_snapshots/create on dir storage": creationFails(101),
  "04_lxc_snapshots/create dup vmid": creationFails(101),
  "04_lxc_snapshots/create default storage": creationFails(102),
  "04_lxc_snapshots/create ostype autodetect fails": creationFails(103),
  "04_lxc_snapshots/create as alice in pool": creationFails(104),
  "06_qemu/snapshot vmstate": snapshotFails("s2", 1),
  "07_qemu_locked_vm/snapshot running without vmstate": snapshotFails("s3", 0),
  // The agent hung after an argument it could not take, and was restarted.
  "17b_agent_encoding/ping": (cluster) => {
    delete cluster.guest(300)?.runtime?.agentStuck;
  },
  // The copy failed in the lab for want of space on its file system.
  "07_qemu_snap_clone/clone": (cluster) => {
    delete cluster.state.guests[210];
  },
};
