import { allEndpoints } from "../../src/simulator/endpoints/catalog.ts";
import { volid } from "../../src/simulator/cluster/storage.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";

/** What there is in a simulated cluster, to make arguments of. */
export interface World {
  readonly vmids: readonly number[];
  /** Path of each guest: `/nodes/pve1/qemu/101`. */
  readonly guests: readonly string[];
  readonly nodes: readonly string[];
  readonly storages: readonly string[];
  readonly volumes: readonly string[];
  readonly snapshots: readonly string[];
  readonly pools: readonly string[];
  readonly users: readonly string[];
  readonly upids: readonly string[];
  /** `METHOD template` of the endpoints that the simulator has. */
  readonly endpoints: readonly string[];
}

/** Reads what there is out of a simulator's state. */
export function worldOf({ cluster: { state } }: Simulator): World {
  return {
    vmids: Object.keys(state.guests).map(Number),
    guests: Object.values(state.guests).map(({ node, type, vmid }) => `/nodes/${node}/${type}/${vmid}`),
    nodes: Object.keys(state.nodes),
    storages: Object.keys(state.storages),
    volumes: Object.values(state.storages).flatMap(({ storage, volumes }) =>
      volumes.map((volume) => volid(storage, volume))
    ),
    snapshots: Object.values(state.guests).flatMap((guest) => Object.keys(guest.snapshots)),
    pools: Object.keys(state.pools),
    users: Object.keys(state.users),
    upids: state.tasks.map((task) => task.upid),
    endpoints: allEndpoints().map(({ method, path }) => `${method} ${path}`),
  };
}
