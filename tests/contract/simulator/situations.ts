import type { Simulator } from "../../../src/simulator/simulator.ts";

/** What was done to the lab before a recorded request. */
export interface Situation {
  readonly file: string;
  /** The beginning of the recording's name; of several in a row the first one counts. */
  readonly name: string;
  readonly arrange: (simulator: Simulator) => void;
}

const DOWN = "30_cluster_5a_daemons_down";
const CUT = "30_cluster_5b_node_down";

/** Daemons stopped and links cut between the recordings, in their order. */
export const SITUATIONS: readonly Situation[] = [
  {
    file: DOWN,
    name: "pvedaemon of pve2 stopped",
    arrange: ({ faults }) => faults.breakNode("pve2", "daemon stopped"),
  },
  {
    file: DOWN,
    name: "pvedaemon and pveproxy of pve2 stopped",
    arrange: ({ faults }) => faults.breakNode("pve2", "proxy stopped"),
  },
  { file: DOWN, name: "after systemctl start", arrange: ({ faults }) => faults.mendNode("pve2") },
  {
    file: DOWN,
    name: "pvestatd stopped",
    arrange: ({ faults }) => faults.breakNode("pve2", "statistics frozen"),
  },
  {
    file: CUT,
    name: "proxied, at once after the cut",
    arrange: ({ faults }) => faults.breakNode("pve2", "gone"),
  },
  {
    file: CUT,
    name: "proxied, later",
    arrange: ({ faults }) => faults.breakNode("pve2", "gone", { since: 100 }),
  },
  { file: CUT, name: "cluster views without quorum", arrange: ({ faults }) => faults.loseQuorum() },
  {
    file: CUT,
    name: "after pvecm expected 1",
    arrange: ({ faults }) => faults.regainQuorum({ stale: true }),
  },
  { file: CUT, name: "silent drop", arrange: ({ faults }) => faults.breakNode("pve2", "gone") },
  {
    file: CUT,
    name: "more than 5 min after the cut",
    arrange: ({ faults }) => faults.breakNode("pve2", "gone", { since: 400 }),
  },
  { file: CUT, name: "recovered", arrange: ({ faults }) => faults.clear() },
  {
    file: "30_cluster_5e_pvestatd_down",
    name: "pvestatd stopped > 5 min",
    arrange: ({ faults }) => faults.breakNode("pve2", "statistics frozen", { since: 400 }),
  },
];
