import type { Release } from "../cluster/release.ts";
import { type ClusterState, emptyState } from "../cluster/state.ts";
import type { Storage } from "../cluster/storage.ts";
import { addAccounts } from "./accounts.ts";
import { makeContainer, makeMachine } from "./guests.ts";
import { makeNode } from "./nodes.ts";
import { addGuestVolumes } from "./volumes.ts";

const GIB = 1024 ** 3;
const DAY = 24 * 60 * 60;
const KINDS = ["web", "db", "app", "cache", "queue", "build", "mail", "log"];
const TAGS = ["prod", "staging", "dev"];

/** A cluster of many guests, for measuring: every third is a container, every fifth is stopped. */
export function largeState(
  release: Release,
  now: number,
  counts: { readonly guests: number; readonly nodes: number },
): ClusterState {
  const state = emptyState();
  addAccounts(state, release, now);
  state.name = "large";
  const names = Array.from(
    { length: counts.nodes },
    (_, index) => `node${String(index + 1).padStart(2, "0")}`,
  );
  state.nodes = Object.fromEntries(names.map((name, index) => [
    name,
    makeNode({
      ...{ name, nodeid: index + 1, ip: `10.64.0.${index + 1}`, bootedAt: now - 30 * DAY - index * 3600 },
      ...{ cores: 64, memoryGiB: 512, load: 0.1 + (index % 7) / 10, memoryLoad: 0.3 + (index % 6) / 10 },
    }),
  ]));
  const guests = Array.from({ length: counts.guests }, (_, index) => {
    const vmid = 100 + index;
    const node = names[index % names.length] ?? "node01";
    const kind = KINDS[index % KINDS.length] ?? "vm";
    const tag = TAGS[index % TAGS.length] ?? "prod";
    const make = index % 3 === 0 ? makeContainer : makeMachine;
    return make({
      ...{ vmid, node, name: `${kind}-${tag}-${index}`, tags: `${kind};${tag}`, agent: true },
      ...{
        cores: 1 + (index % 8),
        memoryMiB: 1024 * (1 + (index % 16)),
        disk: `ceph:vm-${vmid}-disk-0`,
        diskGiB: 32,
      },
      address: `10.${65 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}/16`,
      ...(index % 5 === 0 ? {} : { startedAt: now - (index % 90) * DAY - 4000, load: (index % 40) / 50 }),
    });
  });
  state.guests = Object.fromEntries(guests.map((guest) => [guest.vmid, guest]));
  state.storages = { local: localStorage(names), ceph: ceph() };
  addGuestVolumes(state.storages, guests, now);
  return state;
}

function localStorage(nodes: readonly string[]): Storage {
  return {
    storage: "local",
    type: "dir",
    config: { path: "/var/lib/vz" },
    content: ["iso", "vztmpl", "backup"],
    shared: false,
    space: Object.fromEntries(nodes.map((node) => [node, { total: 94 * GIB, used: 20 * GIB }])),
    volumes: [],
  };
}

function ceph(): Storage {
  return {
    storage: "ceph",
    type: "rbd",
    config: { pool: "guests" },
    content: ["images", "rootdir"],
    shared: true,
    space: { "": { total: 900 * 1024 * GIB, used: 500 * 1024 * GIB } },
    volumes: [],
  };
}
