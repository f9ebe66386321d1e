import assert from "node:assert/strict";
import { confirmed } from "../../harness/confirmed.ts";
import type { Lab } from "../../harness/lab.ts";
import type { Arguments } from "../../harness/tool_client.ts";

/** One example of a README, and the call that an assistant makes of it with the tools that the README lists. */
export interface Example {
  /** What the README says, shortened. */
  readonly says: string;
  readonly tool: string;
  readonly args?: Arguments;
  readonly answers: RegExp;
  /** Set where the answer is a refusal that the upgrading guide tells of. */
  readonly fails?: true;
  /** Set where a human is asked first, which the other server did not do. */
  readonly asks?: true;
  /** What has to be true of the cluster afterwards. */
  readonly then?: (lab: Lab) => void;
}

/** Runs the examples in their order, each as a step. */
export async function runExamples(
  t: Deno.TestContext,
  lab: Lab,
  examples: readonly Example[],
): Promise<void> {
  for (const { says, tool, args = {}, answers, fails, asks, then } of examples) {
    await t.step(`${says} (${tool} ${JSON.stringify(args)})`, async () => {
      const answer = fails
        ? await lab.failure(tool, args)
        : asks
        ? await confirmed(lab, tool, args)
        : await lab.text(tool, args);
      assert.match(answer, answers);
      then?.(lab);
    });
  }
}

/** Checks whether a guest runs. */
export function runs(vmid: number, running: boolean): (lab: Lab) => void {
  return ({ simulator }) =>
    assert.equal(simulator.cluster.guest(vmid)?.runtime !== undefined, running, `guest ${vmid}`);
}

/** Checks which snapshots a guest has. */
export function hasSnapshots(vmid: number, names: readonly string[]): (lab: Lab) => void {
  return ({ simulator }) =>
    assert.deepEqual(Object.keys(simulator.cluster.guest(vmid)?.snapshots ?? {}), names, `guest ${vmid}`);
}
