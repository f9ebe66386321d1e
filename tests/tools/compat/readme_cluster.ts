import type { ClusterState } from "../../../src/simulator/cluster/state.ts";
import { fileEntry } from "../../../src/simulator/linux/files/entry.ts";
import { makeContainer, makeMachine } from "../../../src/simulator/seed/guests.ts";
import { makeNode } from "../../../src/simulator/seed/nodes.ts";
import { seedState } from "../../../src/simulator/seed/seed.ts";
import { addGuestVolumes } from "../../../src/simulator/seed/volumes.ts";

/** A guest that a README's examples are about. */
export interface ReadmeGuest {
  readonly vmid: number;
  readonly name: string;
  readonly type: "qemu" | "lxc";
  readonly node: string;
  readonly running: boolean;
  /** Names of snapshots that it has. */
  readonly snapshots?: readonly string[];
  /** Contents of files by their path, beside those that every guest has. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The cluster that a README's examples take for granted: its nodes and guests, by the names and ids that it writes. */
export function readmeState(nodes: readonly string[], guests: readonly ReadmeGuest[]): ClusterState {
  const now = Math.floor(Date.now() / 1000);
  const state = seedState("empty", "9.2", now);
  if (nodes.length > 1) state.name = "readme";
  state.nodes = Object.fromEntries(nodes.map((name, index) => [
    name,
    makeNode({
      name,
      nodeid: index + 1,
      ip: `192.168.1.${100 + index}`,
      bootedAt: now - 90_000,
      cores: 8,
      memoryGiB: 32,
      load: 0.1,
      memoryLoad: 0.4,
    }),
  ]));
  for (const storage of Object.values(state.storages)) {
    storage.space = Object.fromEntries(nodes.map((node) => [node, { total: 2e11, used: 5e10 }]));
  }
  state.guests = Object.fromEntries(guests.map((guest) => [guest.vmid, madeGuest(guest, now)]));
  addGuestVolumes(state.storages, Object.values(state.guests), now);
  return state;
}

function madeGuest(
  { vmid, name, type, node, running, snapshots = [], files = {} }: ReadmeGuest,
  now: number,
) {
  const make = type === "qemu" ? makeMachine : makeContainer;
  const guest = make({
    vmid,
    name,
    node,
    cores: 2,
    memoryMiB: 2048,
    disk: `local-lvm:vm-${vmid}-disk-0`,
    diskGiB: 16,
    agent: type === "qemu",
    address: `192.168.1.${vmid % 250}/24`,
    ...(running ? { startedAt: now - 3600 } : {}),
  });
  for (const [path, content] of Object.entries(files)) guest.system.files[path] = fileEntry(content);
  for (const [index, snapshot] of snapshots.entries()) {
    guest.snapshots[snapshot] = {
      snaptime: now - 7200 + index,
      description: "",
      config: { ...guest.config },
    };
    guest.config["parent"] = snapshot;
  }
  return guest;
}
