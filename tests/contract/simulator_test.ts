import assert from "node:assert/strict";
import { type AcceptedDifference, DIFFERENCES } from "./differences.ts";
import { haveRecordings } from "./recordings.ts";
import { STATES } from "./simulator/files.ts";
import { type Outcome, playFile } from "./simulator/play.ts";

const ignore = !(await haveRecordings());
const note = ignore ? " (ignored: the recordings of the real Proxmox VE are not here)" : "";

Deno.test({
  name: `the simulator answers the recorded requests like the real Proxmox VE${note}`,
  ignore,
  fn: async (t) => {
    const outcomes: Outcome[] = [];
    for (const [file, makeState] of Object.entries(STATES)) {
      await t.step(file, async (t) => {
        const played = await playFile(file, makeState);
        assert.notEqual(played.length, 0);
        outcomes.push(...played);
        const unexpected = played.flatMap((outcome) => unexpectedIn(outcome));
        assert.deepEqual(unexpected, []);
        const missing = played.filter((outcome) => outcome.isMissing);
        const list = missing.map(({ request }) => request).join(", ");
        await t.step({
          name:
            `${missing.length} of ${played.length} requests skipped, for the simulator has no such endpoint: ${list}`,
          ignore: missing.length > 0,
          fn: () => assert.equal(missing.length, 0),
        });
      });
    }
    await t.step("every difference on the list still differs", () => {
      const stale = DIFFERENCES.filter((accepted) => !outcomes.some((outcome) => isMet(accepted, outcome)));
      assert.deepEqual(stale, []);
    });
  },
});

/** The mismatches of a request that no entry of the list accepts, one line each. */
function unexpectedIn(outcome: Outcome): string[] {
  return outcome.mismatches
    .filter(({ where }) => !DIFFERENCES.some((accepted) => accepts(accepted, outcome, where)))
    .map(({ where, recorded, simulated }) =>
      `${outcome.name}: ${outcome.request}: ${where} was ${recorded}, is ${simulated}`
    );
}

function isMet(accepted: AcceptedDifference, outcome: Outcome): boolean {
  return outcome.mismatches.some(({ where }) => accepts(accepted, outcome, where));
}

function accepts(accepted: AcceptedDifference, outcome: Outcome, where: string): boolean {
  return matches(accepted.recording, `${outcome.file}/${outcome.name}`) && matches(accepted.where, where);
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.[\]()+?^$|\\{}]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(text);
}
