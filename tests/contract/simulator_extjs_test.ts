import assert from "node:assert/strict";
import * as z from "zod";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { haveRecordings, recordingsFolder } from "./recordings.ts";
import { type Answer, compareAnswers } from "./simulator/compare.ts";
import { pastTask, STATES } from "./simulator/files.ts";
import { LAB_ACCOUNTS } from "./simulator/lab.ts";
import type { Exchange } from "./simulator/recording.ts";
import { Replay } from "./simulator/replay.ts";

const recording = z.object({
  name: z.string(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    auth: z.string().nullable(),
    body: z.string().nullable(),
  }),
  response: z.object({ status: z.number(), contentType: z.string().nullable(), body: z.string() }),
});

const ignore = !(await haveRecordings());
const note = ignore ? " (ignored: the recordings of the real Proxmox VE are not here)" : "";

Deno.test({
  name: `the same requests are answered in the form for ExtJS and in the form for JSON${note}`,
  ignore,
  fn: async () => {
    const text = await Deno.readTextFile(new URL("21_extjs.json", recordingsFolder));
    const state = STATES["13_protocol_errors"]?.(Math.floor(Date.now() / 1000));
    assert(state !== undefined);
    state.tasks.push(pastTask("UPID:pve:00002AB7:00067DD8:6B00FC86:pull_file:100:root@pam:", "OK"));
    await using simulator = await startSimulator({ state, speed: Infinity, authDelay: 0 });
    await using replay = new Replay(simulator, LAB_ACCOUNTS);
    for (const { name, request, response } of z.array(recording).parse(JSON.parse(text))) {
      const isJson = response.contentType?.startsWith("application/json") === true;
      const recorded = {
        status: response.status,
        reason: "",
        body: isJson ? JSON.parse(response.body) : null,
      };
      const answer = await replay.send(exchange(name, request, recorded));
      await simulator.tasks.idle();
      assert.deepEqual(compareAnswers(recorded, { ...answer, reason: "" }), [], name);
      assert.deepEqual(frame(answer.body), frame(recorded.body), name);
    }
  },
});

/** The recording in the form the others have; what was sent as a wrong secret is not in it. */
function exchange(name: string, request: z.infer<typeof recording>["request"], response: Answer): Exchange {
  const { method, path, auth, body } = request;
  const wrong = `PVEAPIToken=${auth}=00000000-0000-0000-0000-000000000000`;
  const isWrong = name.endsWith("bad secret");
  return {
    name,
    request: {
      ...{ method, path },
      ...(isWrong ? { headers: { Authorization: wrong } } : auth === null ? {} : { auth: `token ${auth}` }),
      ...(body === null ? {} : { raw_body: body }),
    },
    response: { ...response, headers: {} },
  };
}

/** What stands around the data: whether it went well, and what is said about it. */
function frame(body: unknown): Record<string, unknown> {
  const { data: _, total, ...rest } = Object(body);
  return { ...rest, total: typeof total };
}
