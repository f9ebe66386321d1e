import { startSimulator } from "../../../src/simulator/simulator.ts";
import { ACCIDENTS } from "./accidents.ts";
import { compareAnswers, type Mismatch } from "./compare.ts";
import { LAB_ACCOUNTS } from "./lab.ts";
import { readFile } from "./recording.ts";
import { Replay } from "./replay.ts";
import { SITUATIONS } from "./situations.ts";
import type { ClusterState } from "../../../src/simulator/cluster/state.ts";

/** What came of one recorded request. */
export interface Outcome {
  readonly file: string;
  readonly name: string;
  /** `GET /nodes/pve/status`. */
  readonly request: string;
  /** The simulator has no such endpoint although the real one has. */
  readonly isMissing: boolean;
  readonly mismatches: readonly Mismatch[];
}

/** Plays a file of recordings, request by request, against a simulator in the state the lab was in. */
export async function playFile(file: string, makeState: (now: number) => ClusterState): Promise<Outcome[]> {
  const state = makeState(Math.floor(Date.now() / 1000));
  await using simulator = await startSimulator({ state, speed: Infinity, authDelay: 0 });
  await using replay = new Replay(simulator, LAB_ACCOUNTS);
  const situations = SITUATIONS.filter((situation) => situation.file === file);
  const outcomes: Outcome[] = [];
  for (const exchange of await readFile(file)) {
    if (!("request" in exchange)) continue;
    const { name, request, response } = exchange;
    while (situations[0] !== undefined && name.startsWith(situations[0].name)) {
      situations.shift()?.arrange(simulator);
    }
    const answer = await replay.send(exchange);
    await simulator.tasks.idle();
    ACCIDENTS[`${file}/${name}`]?.(simulator.cluster);
    const isMissing = answer.status === 501 && response.status !== 501;
    const recorded = { status: response.status, reason: response.reason, body: response.body };
    outcomes.push({
      file,
      name,
      request: `${request.method} ${request.path.replace("/api2/json", "").replace(/\?.*/, "")}`,
      isMissing,
      mismatches: isMissing ? [] : compareAnswers(recorded, answer),
    });
  }
  return outcomes;
}
