import type { Release } from "../cluster/release.ts";
import { type ClusterState, emptyState } from "../cluster/state.ts";
import { addAccounts } from "./accounts.ts";
import { labState } from "./lab/lab.ts";
import { labStorages } from "./lab/storages.ts";
import { largeState } from "./large.ts";
import { makeNode } from "./nodes.ts";

/** The states a simulator can start from. */
export type SeedName = "lab" | "large" | "empty";

/** Makes the state of a seed; times in it are relative to `now` (seconds since the epoch). */
export function seedState(
  seed: SeedName,
  release: Release,
  now: number,
  counts: { readonly guests?: number; readonly nodes?: number } = {},
): ClusterState {
  switch (seed) {
    case "lab":
      return labState(release, now);
    case "large":
      return largeState(release, now, { guests: counts.guests ?? 5000, nodes: counts.nodes ?? 50 });
    case "empty":
      return emptyNode(release, now);
  }
}

/** A freshly installed node that stands alone. */
function emptyNode(release: Release, now: number): ClusterState {
  const state = emptyState();
  addAccounts(state, release, now);
  const options = {
    name: "pve",
    nodeid: 1,
    ip: "192.168.1.2",
    bootedAt: now - 3600,
    cores: 4,
    memoryGiB: 16,
  };
  state.nodes = { pve: makeNode({ ...options, load: 0.01, memoryLoad: 0.08 }) };
  for (
    const storage of Object.values(labStorages(now)).filter(({ storage }) => storage.startsWith("local"))
  ) {
    const space = { total: 94 * 1024 ** 3, used: 4 * 1024 ** 3 };
    state.storages[storage.storage] = { ...storage, space: { pve: space }, volumes: [] };
  }
  return state;
}
